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
  it('that does not exist is accepted without effect', async () => {
    const { publish, emulator } = await setup();
    expect(await publish({ toChatroomId: '99' })).toEqual({ code: 200, messageUIDs: [] });
    expect(emulator.messages).toEqual([]);
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
});
