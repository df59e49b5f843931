import rongCloud, { type Result, type RongCloud } from 'rongcloud-sdk';
import { describe, expect, it } from 'vitest';
import { testAppKey, testAppSecret } from '../support/rongcloud-call.ts';
import { type EmulatorOptions, setupEmulator } from '../support/rongcloud-emulator.ts';

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

/** The SDK changes its arguments, so each call has its own. */
const room = () => ({ id: '7' });
const people = () => ({ ...room(), members: [{ id: 'u1' }, { id: 'u2' }] });
const message = () => ({
  senderId: 'u1',
  targetId: '7',
  objectName: 'RC:TxtMsg',
  content: { content: 'hello' },
});

/** The calls of the SDK that the emulator answers, with the path that each goes to. */
const calls: readonly (readonly [path: string, run: (sdk: RongCloud) => Promise<Result>])[] = [
  ['user/getToken', ({ User }) => User.register({ id: 'u1', name: 'Li Lei', portrait: 'http://p/1.png' })],
  ['chatroom/create', ({ Chatroom }) => Chatroom.create([{ id: '8', name: 'room8' }])],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destory({ id: '8' })],
  ['chatroom/destroy', ({ Chatroom }) => Chatroom.destroy({ id: '8' })],
  ['chatroom/user/query', ({ Chatroom }) => Chatroom.get({ ...room(), count: 500, order: 1 })],
  ['chatroom/users/exist', ({ Chatroom }) => Chatroom.isExist(people())],
  ['chatroom/user/gag/add', ({ Chatroom }) => Chatroom.Gag.add({ ...people(), minute: 5 })],
  ['chatroom/user/gag/rollback', ({ Chatroom }) => Chatroom.Gag.remove(people())],
  ['chatroom/user/gag/list', ({ Chatroom }) => Chatroom.Gag.getList(room())],
  ['chatroom/user/block/add', ({ Chatroom }) => Chatroom.Block.add({ ...people(), minute: 5 })],
  ['chatroom/user/block/rollback', ({ Chatroom }) => Chatroom.Block.remove(people())],
  ['chatroom/user/block/list', ({ Chatroom }) => Chatroom.Block.getList(room())],
  ['message/chatroom/publish', ({ Message }) => Message.Chatroom.send(message())],
];

describe('The official Node SDK', () => {
  it.each(calls)('succeeds with %s', async (path, run) => {
    const { emulator, sdk } = await setup();
    expect((await run(sdk)).code).toBe(200);
    expect(emulator.calls.map((call) => [call.path, call.status, call.effect])).toEqual([
      [`/${path}.json`, 200, true],
    ]);
  });

  it('reports a wrong signature, too many calls and a broken connection', async () => {
    const { emulator, sdk, initSdk } = await setup();
    emulator.arm({ name: 'rate-limited' });
    expect((await sdk.Chatroom.Gag.getList(room())).code).toBe('20001');
    emulator.arm({ name: 'reset-before-effect' });
    expect((await sdk.Chatroom.Gag.getList(room())).code).toBe('');
    expect((await initSdk('another secret').Chatroom.Gag.getList(room())).code).toBe('20000');
  });

  it('gets a token with which an app can connect', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.User.register({ id: 'u9', name: '韩梅梅', portrait: 'http://p/9.png' });
    expect(result).toEqual({ code: 200, userId: 'u9', token: expect.stringContaining('@') });
    expect(emulator.users.get('u9')).toMatchObject({ name: '韩梅梅' });
    expect(emulator.connect(String(result.token))).toBe(0);
  });

  it('sends messages, and gets the id of each that arrived', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.Message.Chatroom.send({ ...message(), targetId: ['7', 'no room'] });
    expect(result.messageUIDs).toEqual([
      { chatroomId: '7', messageUID: expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/) },
    ]);
    expect(emulator.messages.map(({ targetId, content }) => [targetId, content])).toEqual([
      ['7', '{"content":"hello"}'],
    ]);
  });

  it('goes to the second host after the first one has failed', async () => {
    const { emulator, initSdk } = await setup({ hosts: [{}, {}] });
    const sdk = initSdk(testAppSecret, emulator.origins);
    emulator.arm({ name: 'server-error', status: 503 }, { calls: 1 }, { host: 0 });
    expect((await sdk.Chatroom.Gag.getList(room())).code).not.toBe(200);
    expect((await sdk.Chatroom.Gag.getList(room())).code).toBe(200);
    expect(emulator.calls.map(({ host, status }) => [host, status])).toEqual([
      [0, 503],
      [1, 200],
    ]);
  });

  it('uses one signature for all calls, which strictSignatures refuses', async () => {
    const { sdk } = await setup({ behaviour: { repeatedNonce: 'refused' } });
    expect((await sdk.Chatroom.Gag.getList(room())).code).toBe(200);
    expect((await sdk.Chatroom.Gag.getList(room())).code).toBe('20000');
  });
});
