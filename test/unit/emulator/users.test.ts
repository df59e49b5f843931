import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const path = '/user/getToken.json';
const li = { userId: 'u1', name: 'Li Lei', portraitUri: 'http://p/1.png' };

describe('A token', () => {
  it('registers the user, and each further one leaves the earlier valid', async () => {
    const { call, emulator } = await setupEmulator();
    const first = await call(path, li);
    const second = await call(path, { ...li, name: 'Li' });
    expect(first).toEqual({ code: 200, userId: 'u1', token: expect.any(String) });
    expect(second.token).not.toBe(first.token);
    expect(emulator.users.get('u1')?.name).toBe('Li');
    expect([emulator.connect(String(first.token)), emulator.connect(String(second.token))]).toEqual([0, 0]);
  });

  it('that was made up connects nobody', async () => {
    const { emulator } = await setupEmulator();
    expect([emulator.connect('made up'), emulator.isOnline('u1')]).toEqual([31004, false]);
  });

  it.each([
    ['accepted', 200],
    ['refused', 1002],
  ] as const)('without a name is %s, by option', async (missingName, code) => {
    const { call } = await setupEmulator({ behaviour: { missingName } });
    expect((await call(path, { userId: 'u1' })).code).toBe(code);
  });

  it.each([
    ['badParameter', 1002, 'userId is required.'],
    ['emptyBody', 1003, 'No POST data.'],
  ] as const)('without parameters: the option %s', async (emptyBody, code, errorMessage) => {
    const { request } = await setupEmulator({ behaviour: { emptyBody } });
    const { status, body } = await request(path, {});
    expect([status, body]).toEqual([400, { code, errorMessage }]);
  });

  it('is given to as many new users as a development environment may have', async () => {
    const { call, request } = await setupEmulator({ behaviour: { testUserQuota: 1 } });
    await call(path, li);
    const { status, body } = await request(path, { form: { userId: 'u2' } });
    expect([status, body.code]).toEqual([403, 2007]);
    expect((await call(path, li)).code).toBe(200);
  });
});
