import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

const message = { fromUserId: 'teacher', objectName: 'RC:TxtMsg', content: '{"content":"hello"}' };

/** Room 7 with u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { call, ...rest } = await setupEmulator(options);
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  rest.emulator.join('u1', '7');
  const publish = (form = {}) =>
    call('/message/chatroom/publish.json', { ...message, toChatroomId: '7', ...form });
  const isIn = (userId: string) => rest.emulator.rooms.get('7')?.members.has(userId);
  return { ...rest, call, publish, isIn };
}

describe('A message to a room', () => {
  it('gets a uid, unless the option keeps it away', async () => {
    const { publish, emulator } = await setup();
    const { messageUIDs } = await publish();
    expect(messageUIDs).toEqual([{ chatroomId: '7', messageUID: emulator.messages[0]?.uid }]);
    emulator.behave({ messageUids: 'absent' });
    expect(await publish()).toEqual({ code: 200 });
  });

  it('keeps the room alive', async () => {
    const { publish, emulator, advanceMinutes } = await setup();
    advanceMinutes(59);
    await publish();
    advanceMinutes(59);
    expect(emulator.rooms.has('7')).toBe(true);
  });

  it('does not keep it alive when it goes to all rooms', async () => {
    const { call, emulator, advanceMinutes } = await setup();
    advanceMinutes(59);
    await call('/message/chatroom/broadcast.json', message);
    advanceMinutes(1);
    expect(emulator.rooms.has('7')).toBe(false);
    expect(emulator.messages).toMatchObject([{ target: 'all-chatrooms', fromUserId: 'teacher' }]);
  });

  it.each([
    ['accepted', 200, []],
    ['refused', 23410, undefined],
  ] as const)('that does not exist is %s where the option says so', async (publishToUnknown, code, uids) => {
    const { publish } = await setup({ behaviour: { publishToUnknown } });
    const reply = await publish({ toChatroomId: '99' });
    expect([reply.code, reply.messageUIDs]).toEqual([code, uids]);
  });

  it('sent again with its msgRandom within a minute is refused where the option says so', async () => {
    const { publish, emulator } = await setup({ behaviour: { repeatedMsgRandom: 'refused' } });
    await publish({ msgRandom: '42' });
    expect((await publish({ msgRandom: '42' })).code).toBe(1002);
    emulator.clock.advance(60_000);
    expect((await publish({ msgRandom: '42' })).code).toBe(200);
    expect(emulator.messages).toHaveLength(2);
  });

  it.each([
    ['an objectName of 33 characters', { objectName: 'x'.repeat(33) }, 1005],
    ['content of more than 128 KB', { content: 'x'.repeat(128 * 1024 + 1) }, 1005],
    ['no content', { content: '' }, 1002],
    ['a priority of 4', { priority: 4 }, 1002],
  ])('with %s is refused', async (_what, form, code) => {
    const { publish, emulator } = await setup();
    expect((await publish(form)).code).toBe(code);
    expect(emulator.messages).toEqual([]);
  });

  it('can be recalled', async () => {
    const { call, publish, emulator } = await setup();
    await publish();
    const uid = emulator.messages[0]?.uid ?? '';
    const recall = { fromUserId: 'teacher', conversationType: 4, targetId: '7', messageUID: uid };
    expect(await call('/message/recall.json', recall)).toEqual({ code: 200 });
    expect(emulator.messages[0]?.isRecalled).toBe(true);
    const other = { ...recall, messageUID: 'AAAA-AAAA-AAAA-AAAA' };
    expect((await call('/message/recall.json', other)).code).toBe(200);
    emulator.behave({ recallUnknown: 'refused' });
    expect((await call('/message/recall.json', other)).code).toBe(1002);
  });
});

describe('A member who is offline', () => {
  it('stays as long as nothing is said', async () => {
    const { emulator, advanceMinutes, isIn } = await setup();
    emulator.goOffline('u1');
    advanceMinutes(50);
    expect(isIn('u1')).toBe(true);
  });

  it('is put out by a message after 30 seconds', async () => {
    const { publish, emulator, isIn } = await setup();
    emulator.goOffline('u1');
    emulator.clock.advance(30_000);
    await publish();
    expect(isIn('u1')).toBe(true);
    emulator.clock.advance(1);
    await publish();
    expect(isIn('u1')).toBe(false);
    expect(emulator.events.at(-1)).toMatchObject({ type: 2, status: 1, userIds: ['u1'] });
  });

  it('is put out by the 31st message before that', async () => {
    const { publish, emulator, isIn } = await setup();
    emulator.goOffline('u1');
    for (let count = 0; count < 30; count += 1) await publish();
    expect(isIn('u1')).toBe(true);
    await publish();
    expect(isIn('u1')).toBe(false);
  });

  it('stays when the room protects him, or when he is back', async () => {
    const { call, publish, emulator, advanceMinutes, isIn } = await setup();
    emulator.join('u2', '7');
    await call('/chatroom/user/whitelist/add.json', { chatroomId: '7', userId: 'u1' });
    emulator.goOffline('u1');
    emulator.goOffline('u2');
    advanceMinutes(1);
    emulator.goOnline('u2');
    await publish();
    expect([isIn('u1'), isIn('u2')]).toEqual([true, true]);
  });
});

describe('A message to users', () => {
  it.each([
    ['/message/private/publish.json', 'private'],
    ['/message/system/publish.json', 'system'],
  ])('by %s goes to each of them', async (path, target) => {
    const { call, emulator } = await setup();
    await call(path, { ...message, toUserId: ['u1', 'u2'] });
    expect(emulator.messages.map((sent) => [sent.target, sent.targetId])).toEqual([
      [target, 'u1'],
      [target, 'u2'],
    ]);
  });

  it('to all goes out twice an hour and three times a day', async () => {
    const { call, advanceMinutes } = await setup();
    const broadcast = async () => (await call('/message/broadcast.json', message)).code;
    expect([await broadcast(), await broadcast(), await broadcast()]).toEqual([200, 200, 1008]);
    advanceMinutes(60);
    expect([await broadcast(), await broadcast()]).toEqual([200, 1008]);
    advanceMinutes(24 * 60);
    expect(await broadcast()).toBe(200);
  });
});
