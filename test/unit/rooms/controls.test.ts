import { describe, expect, it } from 'vitest';
import type { Chatroom } from '../../../functions/dynamodb/chatroom.ts';
import type { Sanction } from '../../../functions/dynamodb/sanctions.ts';
import { changeControls } from '../../../functions/rooms/change-controls.ts';
import { callRongCloud, sendSanctions, sendSilence } from '../../../functions/rooms/controls.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { calledUpstream, refusedWith } from './called-upstream.ts';

const clock = manualClock();
const now = clock.now();
const deadlineAt = now + 8_000;
const minute = 60_000;
const day = 24 * 60 * minute;

const nobody: Chatroom['speakers'] = [];
const room = {
  chatroomId: 2,
  state: 'ACTIVE',
  creator: 'teacher1',
  creatorId: 'teacher1',
  aliveUntil: 77,
  controlsVersion: 3,
  speakers: nobody,
  assistants: nobody,
} as Chatroom;

const sanction = (userId: string, until: Partial<Sanction>): Sanction => ({
  chatroomId: 2,
  username: userId,
  userId,
  by: 'teacher1',
  ...until,
});

describe('the sanctions of a room', () => {
  it.each<[string, Partial<Sanction>, readonly string[]]>([
    ['a mute for its last millisecond', { mutedUntil: now + 1 }, ['user/gag/add ann 1']],
    ['a mute for more than a minute', { mutedUntil: now + minute + 1 }, ['user/gag/add ann 2']],
    ['a block, with a mute', { blockedUntil: now + minute }, ['user/block/add ann 1', 'user/gag/add ann 1']],
    ['a mute that ended within a day', { mutedUntil: now - day + 1 }, ['user/gag/rollback ann']],
    ['a mute that was lifted', { mutedUntil: 0 }, ['user/gag/rollback ann']],
    ['nothing of a mute that ended a day ago', { mutedUntil: now - day }, []],
  ])('are sent as %s', async (_what, until, expected) => {
    const { calls, upstream } = calledUpstream();
    await sendSanctions({ upstream, clock }, 2, [sanction('ann', until)], deadlineAt);
    expect(calls).toEqual(expected);
  });

  it('are at most three calls at once, however many ends they have', async () => {
    let running = 0;
    const seen: number[] = [];
    const { calls, upstream } = calledUpstream(async () => {
      running += 1;
      seen.push(running);
      await new Promise(setImmediate);
      running -= 1;
    });
    const mutes = Array.from({ length: 12 }, (_, index) =>
      sanction(`pupil${index}`, { mutedUntil: now + (index + 1) * minute }),
    );
    await sendSanctions({ upstream, clock }, 2, mutes, deadlineAt);
    expect([calls.length, Math.max(...seen)]).toEqual([12, 3]);
  });
});

describe('the silence of a room', () => {
  it('is sent first; old speakers are removed before new ones are added: RongCloud’s list takes 20', async () => {
    const { calls, upstream } = calledUpstream((path) =>
      path.endsWith('query.json') ? { userIds: ['teacher1', 'ann'] } : {},
    );
    const speakers = [{ username: 'bob', userId: 'bob' }];
    await sendSilence(upstream, { ...room, isSilent: true, speakers }, deadlineAt);
    expect(calls).toEqual([
      'ban/add',
      'user/ban/whitelist/query',
      'user/ban/whitelist/rollback ann',
      'user/ban/whitelist/add bob',
    ]);
  });
});

describe('a call about a room', () => {
  const change = (changes: unknown[], isMade = true) =>
    ({
      change: async (...given: unknown[]) => {
        changes.push(given);
        return isMade;
      },
    }) as never;

  it('reports the room missing if RongCloud lacks it, so that the next join recreates it', async () => {
    const changes: unknown[] = [];
    const work = () => Promise.reject(refusedWith(23410));
    await callRongCloud({ chatrooms: change(changes) }, room, work, deadlineAt);
    expect(changes).toEqual([[2, 'reportMissing', { seenAliveUntil: 77 }, deadlineAt]]);
  });

  it('has a later time than every earlier one, also within a millisecond and by a clock that is behind', async () => {
    for (const [controlsAt, expected] of [
      [undefined, now],
      [now, now + 1],
      [now + 500, now + 501],
    ]) {
      const changes: unknown[] = [];
      const context = { chatrooms: change(changes), clock };
      const speakers = [{ username: 'bob', userId: 'bob' }];
      const own = () => ({ speakers });
      const row = await changeControls(context, { ...room, controlsAt }, own, deadlineAt);
      expect(row.controlsAt).toBe(expected);
      const given = { isSilent: undefined, speakers, assistants: nobody, seenVersion: 3, now: expected };
      expect(changes).toEqual([[2, 'changeControls', given, deadlineAt]]);
    }
  });
});
