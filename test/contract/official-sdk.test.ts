import rongCloud from 'rongcloud-sdk';
import { describe, expect, it } from 'vitest';
import { testAppKey, testAppSecret } from '../support/rongcloud-call.ts';
import { type EmulatorOptions, setupEmulator } from '../support/rongcloud-emulator.ts';
import { members, message, sdkCalls } from './official-sdk-calls.ts';

/** The SDK against an emulator that knows the user u1 and the room 7, with u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { emulator, call } = await setupEmulator(options);
  await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  emulator.join('u1', '7');
  emulator.calls.length = 0;
  const initSdk = (secret = testAppSecret, api: string | readonly string[] = emulator.origin) =>
    rongCloud({ appkey: testAppKey, secret, api });
  return { emulator, sdk: initSdk(), initSdk };
}

describe('The official Node SDK', () => {
  it.each(sdkCalls)('succeeds with %s', async (path, drive) => {
    const { emulator, sdk } = await setup();
    expect((await drive(sdk)).code).toBe(200);
    expect(emulator.calls.map((call) => [call.path, call.status, call.effect])).toEqual([
      [`/${path}.json`, 200, true],
    ]);
  });

  it.each(sdkCalls)('reports a wrong signature to %s', async (_path, drive) => {
    const { emulator, initSdk } = await setup();
    const result = await drive(initSdk('another secret'));
    expect(result.code).toBe('20000');
    expect(emulator.calls.map(({ status, code, effect }) => [status, code, effect])).toEqual([
      [401, 1004, false],
    ]);
  });

  it.each(sdkCalls)('reports too many calls to %s', async (_path, drive) => {
    const { emulator, sdk } = await setup();
    emulator.arm({ name: 'rate-limited' });
    expect((await drive(sdk)).code).toBe('20001');
  });

  it.each(sdkCalls)('resolves if the connection breaks in %s', async (_path, drive) => {
    const { emulator, sdk } = await setup();
    emulator.arm({ name: 'reset-before-effect' });
    expect((await drive(sdk)).code).toBe('');
  });
});

describe('Through the official Node SDK', () => {
  it('a user gets a token that lets the app connect', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.User.register({ id: 'u9', name: '韩梅梅', portrait: 'http://p/9.png' });
    expect(result).toEqual({ code: 200, userId: 'u9', token: expect.stringContaining('@') });
    expect(emulator.users.get('u9')).toMatchObject({ name: '韩梅梅' });
    expect(emulator.connect(String(result.token))).toBe(0);
  });

  it.each(['Gag', 'Block'] as const)('a user is on the %s list for the given time', async (list) => {
    const { emulator, sdk } = await setup({ behaviour: { outsiderMessages: 'refused' } });
    await sdk.Chatroom[list].add({ id: '7', members: [{ id: 'u1' }], minute: 10 });
    const onList = [{ id: 'u1', time: '2026-01-05 10:10:00' }];
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual(onList);
    const says = { Gag: 23408, Block: 23406 }[list];
    expect(emulator.send('u1', '7', 'hello')).toBe(says);
    emulator.clock.advance(600_000);
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual([]);
    expect(emulator.join('u1', '7')).toBe(0);
    expect(emulator.send('u1', '7', 'hello')).toBe(0);
  });

  it('messages arrive as sent', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.Message.Chatroom.send({ ...message, targetId: ['7', 'no room'] });
    expect(result.messageUIDs).toEqual([
      { chatroomId: '7', messageUID: expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/) },
    ]);
    expect(emulator.messages.map(({ targetId, content }) => [targetId, content])).toEqual([
      ['7', '{"content":"hello"}'],
    ]);
  });

  it('a room that does not exist is refused', async () => {
    const { sdk } = await setup();
    const result = await sdk.Chatroom.Gag.add({ id: '99', members: members(), minute: 5 });
    expect(result.code).toBe(23410);
  });

  it('limits are kept: 20 users in a list, 43200 minutes, and an error keeps its code', async () => {
    const { sdk } = await setup();
    const many = Array.from({ length: 21 }, (_, index) => ({ id: `u${index}` }));
    expect((await sdk.Chatroom.Gag.add({ id: '7', members: many, minute: 5 })).code).toBe(1002);
    // The SDK checks minutes itself, and rejects.
    await expect(sdk.Chatroom.Gag.add({ id: '7', members: members(), minute: 43_201 })).rejects.toMatchObject(
      {
        code: '20004',
      },
    );
  });

  it('the second host answers after the first one has failed', async () => {
    const { emulator, initSdk } = await setup({ hosts: 2 });
    const sdk = initSdk(testAppSecret, emulator.origins);
    emulator.arm({ name: 'server-error', status: 503 }, { calls: 1 }, { host: 0 });
    expect((await sdk.Chatroom.Gag.getList({ id: '7' })).code).not.toBe(200);
    expect((await sdk.Chatroom.Gag.getList({ id: '7' })).code).toBe(200);
    expect(emulator.calls.map(({ host, status }) => [host, status])).toEqual([
      [0, 503],
      [1, 200],
    ]);
  });

  it('one signature is used by the whole process, which the strict rule about nonces refuses', async () => {
    const { sdk } = await setup({ behaviour: { repeatedNonce: 'refused' } });
    expect((await sdk.Chatroom.Gag.getList({ id: '7' })).code).toBe(200);
    expect((await sdk.Chatroom.Gag.getList({ id: '7' })).code).toBe('20000');
  });
});
