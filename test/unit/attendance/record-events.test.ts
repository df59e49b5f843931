import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../../functions/attendance/record-events.ts';
import type { AttendanceEvent } from '../../../functions/dynamodb/attendance.ts';
import type { Chatroom } from '../../../functions/dynamodb/chatroom.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { ago, now, room } from './recorded.ts';

const joined = (chatroomId: number, at: number): AttendanceEvent => ({
  chatroomId,
  userId: 'ann',
  kind: 'joined',
  at,
});

/** Stores the events of a callback, if all rooms exist, and counts the reads of each turn. */
async function record(events: readonly AttendanceEvent[], stored: Partial<Chatroom> = {}) {
  const all: AttendanceEvent[] = [];
  const readsOfTurns: number[] = [];
  let reads = 0;
  const findChatroom = async (chatroomId: number) => {
    reads += 1;
    await Promise.resolve();
    if (reads > 0) readsOfTurns.push(reads);
    reads = 0;
    return { ...room, ...stored, chatroomId };
  };
  const store = async (some: readonly AttendanceEvent[]) => void all.push(...some);
  const count = await recordEvents({ clock: manualClock(now), findChatroom, store }, events, now + 4_000);
  expect(count).toBe(all.length);
  return { all, readsOfTurns };
}

describe('the events of a callback', () => {
  it('count up to five minutes before the creation of the room and five minutes ahead', async () => {
    const times = [ago(65) - 1, ago(65), ago(60), now, now + 300_000, now + 300_001];
    const { all } = await record(times.map((at) => joined(2, at)));
    expect(all.map(({ at }) => at)).toEqual([ago(65), ago(60), now, now + 300_000]);
  });

  it('do not count for an id whose create was given up', async () => {
    expect((await record([joined(2, now)], { creator: '' })).all).toEqual([]);
  });

  it('count for more than 100 rooms, of which each turn reads 100', async () => {
    const { all, readsOfTurns } = await record(Array.from({ length: 250 }, (_, id) => joined(id + 1, now)));
    expect(all).toHaveLength(250);
    expect(readsOfTurns).toEqual([100, 100, 50]);
  });
});
