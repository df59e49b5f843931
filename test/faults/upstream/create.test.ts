import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, type Errand, outcomeOf } from './act.ts';
import { cases, course, type Scene, setScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

describe('chatroom_create', () => {
  const errand: Errand = { endpoint: 'chatroom-create', path: '/chatroom/create_new.json' };

  it.each(cases)(
    '%s: not there until it is answered, and repeated it is the same room',
    async (_name, strike) => {
      const { stage, sound, room } = scene;
      for (const reach of ['one host', 'both hosts'] as const) {
        const username = await stage.addUser();
        const { answer, service } = await act(
          stage,
          { strike, reach },
          { ...errand, username, fields: course },
        );
        expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
        const chatroomId = await stage.lastChatroomId();
        if (answer.code !== 'OK') {
          const joined = await sound.call('chatroom-join', username, { id: String(chatroomId) });
          expect(joined.code).toBe('CHATROOM_NOT_FOUND');
        }
        const again = await service.call('chatroom-create', username, course);
        expect(again.body).toEqual({ reason: '', id: chatroomId, ret: 'success' });
        expect(await room(chatroomId)).toEqual({ state: 'ACTIVE', isAtRongCloud: true });
        await service.stop();
      }
    },
  );

  const failing = cases.filter(([, strike]) => outcomeOf(strike, errand.path, 'both hosts') !== 'OK');

  it.each(failing)('%s: without a retry it leaves no room behind', async (_name, strike) => {
    const { stage, room, reconcileToTheEnd } = scene;
    const subject = { username: await stage.addUser(), fields: course };
    const { service } = await act(stage, { strike, reach: 'both hosts' }, { ...errand, ...subject });
    const chatroomId = await stage.lastChatroomId();
    await reconcileToTheEnd();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
    await service.stop();
  });
});

it('in the end RongCloud has exactly the ACTIVE rooms', async () => {
  expect(await scene.zombies()).toEqual([]);
});
