import rongCloud, { type RongCloud } from 'rongcloud-sdk';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../lib/emulator/faults/fault.ts';
import { testAppKey, testAppSecret } from '../support/rongcloud-call.ts';
import { type EmulatorOptions, setupEmulator } from '../support/rongcloud-emulator.ts';
import { members, message, sdkCalls } from './official-sdk-calls.ts';

/** The SDK against an emulator with the chatroom 7, and u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { emulator, call } = await setupEmulator(options);
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  emulator.join('u1', '7');
  emulator.calls.length = 0;
  const initSdk = (secret = testAppSecret, api: string | readonly string[] = emulator.origin) =>
    rongCloud({ appkey: testAppKey, secret, api });
  return { emulator, sdk: initSdk(), initSdk };
}

const listMuted = ({ Chatroom }: RongCloud) => Chatroom.Gag.getList({ id: '7' });

describe('The official Node SDK', () => {
  it.each(sdkCalls)('succeeds with %s', async (path, drive) => {
    const { emulator, sdk } = await setup();
    expect((await drive(sdk)).code).toBe(200);
    expect(emulator.calls.map((call) => [call.path, call.status, call.effect])).toEqual([
      [`/${path}.json`, 200, true],
    ]);
  });

  it('reads a wrong signature as its code 20000', async () => {
    const { emulator, initSdk } = await setup();
    expect((await listMuted(initSdk('another secret'))).code).toBe('20000');
    expect(emulator.calls).toMatchObject([{ status: 401, code: 1004, effect: false }]);
  });

  it.each<[Fault, string]>([
    [{ name: 'rate-limited' }, '20001'],
    [{ name: 'reset-before-effect' }, ''],
  ])('reads the fault %o as its code "%s"', async (fault, code) => {
    const { emulator, sdk } = await setup();
    emulator.arm(fault);
    expect((await listMuted(sdk)).code).toBe(code);
  });

  it('gets a token that lets the app connect', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.User.register({ id: 'u9', name: '韩梅梅', portrait: 'http://p/9.png' });
    expect(result).toEqual({ code: 200, userId: 'u9', token: expect.stringContaining('@') });
    expect(emulator.users.get('u9')?.name).toBe('韩梅梅');
    expect(emulator.connect(String(result.token))).toBe(0);
  });

  it('lists the members, checks them, and destroys the chatroom', async () => {
    const { emulator, sdk } = await setup();
    expect(await sdk.Chatroom.get({ id: '7', count: 10, order: 2 })).toEqual({
      code: 200,
      total: 1,
      members: [{ id: 'u1', time: '2026-01-05 10:00:00' }],
    });
    expect((await sdk.Chatroom.isExist({ id: '7', members: members() })).members).toEqual([
      { id: 'u1', isInChrm: 1 },
      { id: 'u2', isInChrm: 0 },
    ]);
    await sdk.Chatroom.destroy({ id: '7' });
    expect(emulator.rooms.size).toBe(0);
  });

  it.each(['Gag', 'Block'] as const)('sees a user on the %s list until the time ends', async (list) => {
    const { emulator, sdk } = await setup();
    await sdk.Chatroom[list].add({ id: '7', members: [{ id: 'u1' }], minute: 10 });
    const onList = [{ id: 'u1', time: '2026-01-05 10:10:00' }];
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual(onList);
    const code = list === 'Gag' ? emulator.send('u1', '7', 'hello') : emulator.join('u1', '7');
    expect(code).toBe(list === 'Gag' ? 23408 : 23409);
    emulator.clock.advance(600_000);
    expect((await sdk.Chatroom[list].getList({ id: '7' })).members).toEqual([]);
  });

  it('sends messages, whose ids it returns', async () => {
    const { emulator, sdk } = await setup();
    const result = await sdk.Message.Chatroom.send({ ...message(), targetId: ['7', 'missing'] });
    expect(result.messageUIDs).toEqual([
      { chatroomId: '7', messageUID: expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/) },
    ]);
    expect(emulator.messages).toMatchObject([{ targetId: '7', content: '{"content":"hello"}' }]);
  });

  it('returns the codes of a missing chatroom and of a list that is too long', async () => {
    const { sdk } = await setup();
    const mute = (id: string, count: number) => {
      const users = Array.from({ length: count }, (_, index) => ({ id: `u${index}` }));
      return sdk.Chatroom.Gag.add({ id, members: users, minute: 5 });
    };
    expect([(await mute('99', 1)).code, (await mute('7', 21)).code]).toEqual([23410, 1002]);
  });

  it('turns to the second host after the first has failed', async () => {
    const { emulator, initSdk } = await setup({ hosts: 2 });
    const sdk = initSdk(testAppSecret, emulator.origins);
    emulator.arm({ name: 'server-error', status: 503 }, { calls: 1 }, { host: 0 });
    expect((await listMuted(sdk)).code).not.toBe(200);
    expect((await listMuted(sdk)).code).toBe(200);
    expect(emulator.calls).toMatchObject([
      { host: 0, status: 503 },
      { host: 1, status: 200 },
    ]);
  });

  it('signs once per process, which the strict rule for nonces refuses', async () => {
    const { sdk } = await setup({ behaviour: { repeatedNonce: 'refused' } });
    expect([(await listMuted(sdk)).code, (await listMuted(sdk)).code]).toEqual([200, '20000']);
  });
});
