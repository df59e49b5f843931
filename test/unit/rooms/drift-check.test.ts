import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../functions/dynamodb/reconciler-state.ts';
import { checkDrift } from '../../../functions/rooms/drift-check.ts';
import { calledUpstream, hastyClock, refusedWith } from './called-upstream.ts';

const startedAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const fresh: Progress = {
  seenId: 0,
  seenAt: 0,
  driftSince: 0,
  driftAfter: null,
  compared: 0,
  missing: 0,
  unreported: 0,
};

interface Given {
  readonly rooms: number;
  readonly before?: Progress;
  readonly isMissing?: boolean;
  /** True if the row has not changed since it was read. */
  readonly isUnchanged?: boolean;
  readonly lastsMs?: number;
}

/** One run over rooms 1, 2, 3 … of teacher1. */
async function run({
  rooms,
  before = fresh,
  isMissing = false,
  isUnchanged = true,
  lastsMs = 50_000,
}: Given) {
  const { upstream } = calledUpstream((_path, { chatroomId }) => {
    if (isMissing) throw refusedWith(23410);
    return { chatroomId: String(chatroomId), memberCount: 0 };
  });
  const clock = hastyClock(startedAt);
  const listed: unknown[] = [];
  const timesForAttendance: number[] = [];
  const context = {
    clock,
    upstream,
    chatrooms: {
      listActive: async (after: unknown) => {
        listed.push(after);
        return Array.from({ length: rooms }, (_, index) => ({ chatroomId: index + 1, activeOf: 'teacher1' }));
      },
      find: async (chatroomId: number) => ({ chatroomId, state: 'ACTIVE', aliveUntil: 77 }),
      change: async () => isUnchanged,
    },
    compareAttendance: async (_room: unknown, _found: unknown, deadlineAt: number) => {
      timesForAttendance.push(deadlineAt - clock.now());
      return 1;
    },
  } as never;
  const after = await checkDrift(context, before, startedAt + lastsMs);
  return { after, listed, timesForAttendance };
}

describe('a pass of the drift check', () => {
  it('goes on behind 150 rooms in the next run, and ends with fewer', async () => {
    const { after, listed } = await run({ rooms: 150 });
    expect(after).toMatchObject({ driftAfter: { chatroomId: 150, activeOf: 'teacher1' }, compared: 150 });
    expect(listed).toEqual([null]);
    const next = await run({ rooms: 149, before: after });
    expect(next.listed).toEqual([{ chatroomId: 150, activeOf: 'teacher1' }]);
    expect(next.after).toMatchObject({ driftAfter: null, compared: 299 });
  });

  it('does not count a room that changed while RongCloud was asked', async () => {
    const { after } = await run({ rooms: 1, isMissing: true });
    expect(after).toMatchObject({ compared: 1, missing: 1, unreported: 1 });
    const changed = await run({ rooms: 1, isMissing: true, isUnchanged: false });
    expect(changed.after).toMatchObject({ compared: 0, missing: 0, unreported: 0 });
  });

  it('has 15 seconds for the attendance of a room, and never more than the run', async () => {
    const { timesForAttendance } = await run({ rooms: 3, lastsMs: 15_250 });
    expect(timesForAttendance).toEqual([15_000, 15_000, 14_750]);
  });
});
