import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, type Errand, outcomeOf } from './act.ts';
import { cases, type Scene, setScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

describe('user_get_token', () => {
  const errand: Errand = { endpoint: 'user-get-token', path: '/user/getToken.json' };

  it.each(cases)('%s', async (_name, strike) => {
    const { stage } = scene;
    for (const reach of ['one host', 'both hosts'] as const) {
      const username = await stage.addUser();
      const { answer, service } = await act(stage, { strike, reach }, { ...errand, username });
      expect(answer.code).toBe(outcomeOf(strike, errand.path, reach));
      const again = await service.call('user-get-token', username);
      expect(again.code).toBe('OK');
      expect(stage.rongCloud.connect(String(again.body.token))).toBe(0);
      // One that was answered is kept; one that was not is not.
      if (answer.code === 'OK') expect(again.body.token).toBe(answer.body.token);
      await service.stop();
    }
  });
});

describe('chatroom_query, which asks RongCloud nothing', () => {
  it.each(cases)('%s', async (_name, strike) => {
    const { username, fields } = await scene.teacherWithRoom();
    const errand = { endpoint: 'chatroom-query', path: '', username, fields } as const;
    const quiet = { ...strike, log: undefined };
    const acted = await act(scene.stage, { strike: quiet, reach: 'both hosts' }, errand);
    expect([acted.answer.code, acted.calls]).toEqual(['OK', []]);
    await acted.service.stop();
  });
});
