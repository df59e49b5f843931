import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, type Errand, outcomeOf } from './act.ts';
import { cases, type Scene, setScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

describe('chatroom_join', () => {
  const errand: Errand = { endpoint: 'chatroom-join', path: '/chatroom/join.json' };

  it.each(cases)('%s', async (_name, strike) => {
    const { stage, teacherWithRoom, membersOf, room } = scene;
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username, fields });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      if (answer.code === 'OK') expect(membersOf(chatroomId)).toEqual([username]);
      expect(await room(chatroomId)).toEqual({ state: 'ACTIVE', isAtRongCloud: true });
      const again = await service.call('chatroom-join', username, fields);
      expect([again.code, membersOf(chatroomId)]).toEqual(['OK', [username]]);
      await service.stop();
    }
  });
});

it('in the end RongCloud has exactly the ACTIVE rooms', async () => {
  expect(await scene.zombies()).toEqual([]);
});
