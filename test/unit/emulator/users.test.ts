import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const startsAt = Date.UTC(2026, 0, 5, 2, 0, 0);
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

  it('that was made up connects nobody', async () => {
    const { emulator } = await setupEmulator();
    expect(emulator.connect('made up')).toBe(31004);
  });

  it('ends where it was issued before the time given, for the users given', async () => {
    const { call, emulator } = await setupEmulator();
    const { token: old } = await call('/user/getToken.json', li);
    const { token: other } = await call('/user/getToken.json', { userId: 'u2', name: 'Han' });
    emulator.clock.advance(1);
    const { token: young } = await call('/user/getToken.json', li);
    await call('/user/token/expire.json', { userId: 'u1', time: startsAt + 1 });
    expect([old, young, other].map((token) => emulator.connect(String(token)))).toEqual([31004, 0, 0]);
  });

  it('ends after the days that the option sets', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator({ behaviour: { tokenDays: 7 } });
    const { token } = await call('/user/getToken.json', li);
    advanceMinutes(7 * 24 * 60 - 1);
    expect(emulator.connect(String(token))).toBe(0);
    advanceMinutes(1);
    expect(emulator.connect(String(token))).toBe(31004);
  });

  it('is given to as many new users as a development environment may have', async () => {
    const { call, request } = await setupEmulator({ behaviour: { testUserQuota: 1 } });
    await call('/user/getToken.json', li);
    const { status, body } = await request('/user/getToken.json', { form: { userId: 'u2', name: 'Han' } });
    expect([status, body.code]).toEqual([403, 2007]);
    expect((await call('/user/getToken.json', li)).code).toBe(200);
  });
});

describe('A user', () => {
  it('is shown as registered, and as refreshed', async () => {
    const { call } = await setupEmulator();
    await call('/user/getToken.json', li);
    await call('/user/refresh.json', { userId: 'u1', name: 'Li' });
    expect(await call('/user/info.json', { userId: 'u1' })).toEqual({
      code: 200,
      userName: 'Li',
      userPortrait: 'http://p/1.png',
      createTime: '2026-01-05 10:00:00',
    });
  });

  it.each([
    ['refused', 1002],
    ['accepted', 200],
  ] as const)('who is not registered is %s where the option says so', async (unknownUser, code) => {
    const { call } = await setupEmulator({ behaviour: { unknownUser } });
    expect((await call('/user/info.json', { userId: 'u1' })).code).toBe(code);
    expect((await call('/user/refresh.json', { userId: 'u1', name: 'Li' })).code).toBe(code);
  });

  it('is online or not, told as text', async () => {
    const { call, emulator } = await setupEmulator();
    const status = async () => (await call('/user/checkOnline.json', { userId: 'u1' })).status;
    expect(await status()).toBe('0');
    emulator.goOnline('u1');
    expect(await status()).toBe('1');
    emulator.goOffline('u1');
    expect(await status()).toBe('0');
  });

  it('who is blocked goes offline at once, and may come back when it is lifted', async () => {
    const { call, emulator } = await setupEmulator();
    emulator.goOnline('u1');
    await call('/user/block.json', { userId: ['u1', 'u2'], minute: 1 });
    expect(emulator.isOnline('u1')).toBe(false);
    expect(emulator.goOnline('u1')).toBe(31009);
    await call('/user/unblock.json', { userId: 'u1' });
    expect(emulator.goOnline('u1')).toBe(0);
  });

  it('who is blocked is listed by pages, the last to be freed first', async () => {
    const { call } = await setupEmulator();
    await call('/user/block.json', { userId: 'u1', minute: 1 });
    await call('/user/block.json', { userId: 'u2', minute: 2 });
    const query = async (form: Record<string, number>) =>
      ((await call('/user/block/query.json', form)).users as { userId: string }[]).map(
        ({ userId }) => userId,
      );
    expect(await query({})).toEqual(['u2', 'u1']);
    expect(await query({ page: 2, size: 1 })).toEqual(['u1']);
  });
});
