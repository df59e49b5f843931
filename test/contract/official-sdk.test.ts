import rongCloud from 'rongcloud-sdk';
import { describe, expect, it } from 'vitest';
import { testAppKey, testAppSecret } from '../support/rongcloud-call.ts';
import { type EmulatorOptions, setupEmulator } from '../support/rongcloud-emulator.ts';
import { members, message, pathsOfSdk, sdkCalls } from './official-sdk-calls.ts';

/** The SDK against an emulator that knows the user u1 and the kept-alive room 7, with u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { emulator, call } = await setupEmulator(options);
  await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  await call('/chatroom/keepalive/add.json', { chatroomId: '7' });
  emulator.join('u1', '7');
  emulator.calls.length = 0;
  const initSdk = (secret = testAppSecret, api: string | readonly string[] = emulator.origin) =>
    rongCloud({ appkey: testAppKey, secret, api });
  return { emulator, sdk: initSdk(), initSdk };
}

describe('The official Node SDK', () => {
  it('has no other calls for users, chatrooms and their messages than those driven here', () => {
    expect([...new Set(sdkCalls.map(([path]) => path))].sort()).toEqual(pathsOfSdk().sort());
  });

  it.each(sdkCalls)('succeeds with %s', async (path, drive) => {
    const { emulator, sdk } = await setup();
    expect((await drive(sdk)).code).toBe(200);
    expect(emulator.calls.map((call) => [call.path, call.status, call.effect])).toEqual([
      [`/${path}.json`, 200, true],
    ]);
  });

  it.each(sdkCalls)('is told of a wrong signature by %s', async (_path, drive) => {
    const { emulator, initSdk } = await setup();
    const result = await drive(initSdk('another secret'));
    expect(result.code).toBe('20000');
    expect(emulator.calls.map(({ status, code, effect }) => [status, code, effect])).toEqual([
      [401, 1004, false],
    ]);
  });

  it.each(sdkCalls)('is told of too many calls by %s', async (_path, drive) => {
    const { emulator, sdk } = await setup();
    emulator.arm({ name: 'rate-limited' });
    expect((await drive(sdk)).code).toBe('20001');
  });

  it.each(sdkCalls)('resolves where the connection breaks in %s', async (_path, drive) => {
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
    expect(emulator.users.get('u9')).toMatchObject({ name: '韩梅梅', portraitUri: 'http://p/9.png' });
    expect(emulator.connect(String(result.token))).toBe(0);
    expect(await sdk.User.OnlineStatus.get({ id: 'u9' })).toEqual({ code: 200, status: '1' });
  });

  it('a blocked user is listed until the block ends', async () => {
    const { emulator, sdk } = await setup();
    await sdk.User.Block.add({ id: 'u1', minute: 5 });
    expect(emulator.goOnline('u1')).toBe(31009);
    expect(await sdk.User.Block.getList()).toEqual({
      code: 200,
      users: [{ userId: 'u1', blockEndTime: '2026-01-05 10:05:00' }],
    });
    emulator.clock.advance(300_000);
    expect(await sdk.User.Block.getList()).toEqual({ code: 200, users: [] });
  });

  it('tags and blacklists are kept and taken away', async () => {
    const { sdk } = await setup();
    await sdk.User.Tag.set({ id: 'u1', tags: ['grade 3', 'maths'] });
    expect((await sdk.User.Tag.getList([{ id: 'u1' }])).tags).toEqual({ u1: ['grade 3', 'maths'] });
    await sdk.User.Tag.remove({ id: 'u1' });
    expect((await sdk.User.Tag.getList([{ id: 'u1' }])).tags).toEqual({ u1: [] });
    await sdk.User.Blacklist.add({ id: 'u1', blacklist: [{ id: 'u2' }, { id: 'u3' }] });
    await sdk.User.Blacklist.remove({ id: 'u1', blacklist: [{ id: 'u2' }] });
    expect((await sdk.User.Blacklist.getList({ id: 'u1' })).users).toEqual([{ id: 'u3' }]);
  });

  it('rooms are made by the old call, listed with their members, and destroyed', async () => {
    const { emulator, sdk } = await setup();
    await sdk.Chatroom.create([
      { id: '8', name: 'room 8' },
      { id: '9', name: '语文课' },
    ]);
    expect(emulator.rooms.get('9')?.settings.name).toBe('语文课');
    emulator.join('u2', '9');
    expect(await sdk.Chatroom.get({ id: '9', count: 10, order: 2 })).toEqual({
      code: 200,
      total: 1,
      members: [{ id: 'u2', time: '2026-01-05 10:00:00' }],
    });
    expect((await sdk.Chatroom.isExist({ id: '9', members: members() })).members).toEqual([
      { id: 'u1', isInChrm: 0 },
      { id: 'u2', isInChrm: 1 },
    ]);
    await sdk.Chatroom.destroy({ id: '9' });
    expect([...emulator.rooms.keys()]).toEqual(['7', '8']);
  });

  it.each(['Gag', 'Block', 'Ban'] as const)('a user is on the %s list for as long as asked', async (list) => {
    const { emulator, sdk } = await setup();
    await sdk.Chatroom[list].add({ id: '7', members: [{ id: 'u1' }], minute: 10 });
    const onList = [{ id: 'u1', time: '2026-01-05 10:10:00' }];
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual(onList);
    const says = { Gag: 23408, Ban: 23408, Block: 23406 }[list];
    expect(emulator.send('u1', '7', 'hello')).toBe(says);
    emulator.clock.advance(600_000);
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual([]);
    expect(emulator.join('u1', '7')).toBe(0);
    expect(emulator.send('u1', '7', 'hello')).toBe(0);
  });

  it('the whitelists and the low-priority types read back under their odd keys', async () => {
    const { sdk } = await setup();
    await sdk.Chatroom.Whitelist.User.add({ id: '7', members: members() });
    expect((await sdk.Chatroom.Whitelist.User.getList({ id: '7' })).members).toEqual(members());
    await sdk.Chatroom.Whitelist.Message.add({ msgs: ['RC:TxtMsg', 'RC:VcMsg'] });
    expect((await sdk.Chatroom.Whitelist.Message.getList()).objectNames).toEqual(['RC:TxtMsg', 'RC:VcMsg']);
    await sdk.Chatroom.Demotion.add({ msgs: ['RC:ImgMsg'] });
    expect((await sdk.Chatroom.Demotion.getList()).objectNames).toEqual(['RC:ImgMsg']);
  });

  it('kept-alive rooms are listed, and removing one that is not there fails with HTTP 200', async () => {
    const { emulator, sdk } = await setup();
    expect((await sdk.Chatroom.KeepAlive.getList()).chatrooms).toEqual(['7']);
    await sdk.Chatroom.KeepAlive.remove({ id: '7' });
    expect((await sdk.Chatroom.KeepAlive.remove({ id: '7' })).code).toBe(1015);
    expect(emulator.calls.at(-1)?.status).toBe(200);
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
    expect((await sdk.Chatroom.Gag.add({ id: '7', members: many, minute: 5 })).code).toBe(1502);
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
    expect((await sdk.User.Block.getList()).code).not.toBe(200);
    expect((await sdk.User.Block.getList()).code).toBe(200);
    expect(emulator.calls.map(({ host, status }) => [host, status])).toEqual([
      [0, 503],
      [1, 200],
    ]);
  });

  it('one signature serves the whole process, which the strict rule about nonces refuses', async () => {
    const { sdk } = await setup({ behaviour: { repeatedNonce: 'refused' } });
    expect((await sdk.User.Block.getList()).code).toBe(200);
    expect((await sdk.User.Block.getList()).code).toBe('20000');
  });
});
