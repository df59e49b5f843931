import { describe, expect, it } from 'vitest';
import { compareAttendance } from '../../../functions/attendance/compare.ts';
import type { AttendanceEvent } from '../../../functions/dynamodb/attendance.ts';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { ago, now, recorded, room, roomEvent } from './recorded.ts';

const beijingMs = 8 * 3_600_000;
const wallClock = (at: number) => new Date(at + beijingMs).toISOString().slice(0, 19).replace('T', ' ');

interface Given {
  /** The events that callbacks reported for each user, in minutes before now. */
  readonly reported?: Readonly<Record<string, string>>;
  /** When each member joined, in minutes ago, by RongCloud's own list. */
  readonly members?: Readonly<Record<string, number>>;
}

/** @returns the findings that were stored, as `userId kind minutesAgo`, and their number by the result. */
async function compare({ reported = {}, members = {} }: Given) {
  const list = Object.entries(members).map(([id, minutes]) => ({ id, time: wallClock(ago(minutes)) }));
  const upstream = {
    utcOffsetMs: beijingMs,
    request: async ({ path }: { path: string }, form: Record<string, unknown>) => {
      if (path === '/chatroom/user/query.json') {
        const ordered = form.order === 1 ? list : list.toReversed();
        return { total: list.length, users: ordered.slice(0, Number(form.count)) };
      }
      const asked = form.userId as readonly string[];
      return { result: asked.map((userId) => ({ userId, isInChrm: userId in members ? 1 : 0 })) };
    },
  } as unknown as RongCloud;
  const stored: AttendanceEvent[] = [];
  const context = {
    clock: manualClock(now),
    upstream,
    attendance: recorded([roomEvent('created', ago(60))], reported),
    store: async (events: readonly AttendanceEvent[]) => void stored.push(...events),
  };
  const count = await compareAttendance(context, room, { memberCount: list.length }, now + 5_000);
  return {
    count,
    findings: stored.map(({ userId, kind, at }) => `${userId} ${kind} ${(now - at) / 60_000}`),
  };
}

/** Members who all joined this number of minutes ago. */
const crowd = (count: number, minutes: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, pupil) => [`pupil${pupil}`, minutes]));

describe('the comparison of attendance with RongCloud’s members', () => {
  it.each<[string, Given, readonly string[]]>([
    [
      'a leave more than six minutes after the last callback',
      { reported: { ann: 'joined 6.001' } },
      ['ann missing 0'],
    ],
    ['no leave within six minutes of the last callback', { reported: { ann: 'joined 6' } }, []],
    ['no leave soon after a return', { reported: { ann: 'joined 50, left 40, joined 2' } }, []],
    ['a join more than six minutes ago', { members: { ann: 6.05 } }, ['ann seen 6.05']],
    ['no join within six minutes', { members: { ann: 6 } }, []],
    [
      'a return after a leave from now on, because RongCloud has the time of the first join',
      { reported: { ann: 'joined 50, left 40' }, members: { ann: 50 } },
      ['ann seen 0'],
    ],
    [
      'as many joins as leaves, which leave the number of members as it was',
      { reported: { ann: 'joined 50' }, members: { bob: 30 } },
      ['ann missing 0', 'bob seen 30'],
    ],
  ])('finds %s', async (_what, given, findings) => {
    expect(await compare(given)).toEqual({ count: findings.length, findings });
  });

  it('finds each of 700 members once, by the first 500 and the last 500', async () => {
    const { count, findings } = await compare({ members: crowd(700, 10) });
    expect(count).toBe(700);
    expect([...new Set(findings)]).toHaveLength(700);
  });

  it('reports more members than it can name only in a room where a join was not reported', async () => {
    expect(await compare({ members: crowd(1_001, 5) })).toEqual({ count: 0, findings: [] });
    const { count, findings } = await compare({ members: crowd(1_001, 10) });
    expect([count, findings.at(-1)]).toEqual([1_001, ' seen 0']);
  });
});
