import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, type Errand, outcomeOf } from './act.ts';
import { cases, type Scene, setScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

describe('chatroom_destroy', () => {
  const errand: Errand = { endpoint: 'chatroom-destroy', path: '/chatroom/destroy.json' };

  it.each(cases)('%s', async (_name, strike) => {
    const { stage, sound, teacherWithRoom, room, reconcileToTheEnd } = scene;
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username, fields });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      // After any reply, nobody can join any more.
      const joined = await sound.call('chatroom-join', username, fields);
      expect(joined.code).toBe('CHATROOM_DESTROYED');
      if (reach === 'one host') {
        const again = await service.call('chatroom-destroy', username, fields);
        expect([again.code, (await room(chatroomId)).isAtRongCloud]).toEqual(['OK', false]);
      }
      await reconcileToTheEnd();
      expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
      await service.stop();
    }
  });
});

it('in the end RongCloud has exactly the ACTIVE rooms', async () => {
  expect(await scene.zombies()).toEqual([]);
});
