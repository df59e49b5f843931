import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const li = { userId: 'u1', name: 'Li Lei', portraitUri: 'http://p/1.png' };

describe('A token', () => {
  it('registers the user, and each further one leaves the earlier valid', async () => {
    const { call, emulator } = await setupEmulator();
    const first = await call('/user/getToken.json', li);
    const second = await call('/user/getToken.json', { ...li, name: 'Li' });
    expect(first).toEqual({ code: 200, userId: 'u1', token: expect.any(String) });
    expect(second.token).not.toBe(first.token);
    expect(emulator.users.get('u1')?.name).toBe('Li');
    expect([emulator.connect(String(first.token)), emulator.connect(String(second.token))]).toEqual([0, 0]);
  });

  it('that the emulator did not issue connects nobody', async () => {
    const { emulator } = await setupEmulator();
    expect(emulator.connect('made up')).toBe(31004);
  });
  it('is limited to the number of users of a development environment', async () => {
    const { call, request } = await setupEmulator({ behaviour: { testUserQuota: 1 } });
    await call('/user/getToken.json', li);
    const { status, body } = await request('/user/getToken.json', { form: { userId: 'u2', name: 'Han' } });
    expect([status, body.code]).toEqual([403, 2007]);
    expect((await call('/user/getToken.json', li)).code).toBe(200);
  });
});
