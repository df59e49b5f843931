import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attendanceOf } from '../../../functions/attendance/visits.ts';
import type { AttendanceEvent } from '../../../functions/dynamodb/attendance.ts';

const second = 1_000;
const minute = 60 * second;

/** `joined 0, left 10` in minutes. */
const events = (text: string): AttendanceEvent[] =>
  text.split(', ').map((one) => {
    const [kind, at] = one.split(' ');
    return {
      chatroomId: 2,
      userId: 'student1',
      kind: kind as AttendanceEvent['kind'],
      at: Number(at) * minute,
    };
  });

interface Given {
  readonly now?: number;
  readonly droppedAt?: readonly number[];
  readonly missingAt?: readonly number[];
  readonly endedAt?: number;
}

const ofRoom = (kind: 'dropped' | 'missing', times: readonly number[], unit: number) =>
  times.map((time) => ({ kind, at: time * unit }));

/** The attendance in minutes. */
function attendance(text: string, { now = 60, droppedAt = [], missingAt = [], endedAt }: Given = {}) {
  const found = attendanceOf(events(text), {
    now: now * minute,
    roomEvents: [...ofRoom('dropped', droppedAt, minute), ...ofRoom('missing', missingAt, minute)],
    endedAt: endedAt === undefined ? undefined : endedAt * minute,
  });
  if (found === undefined) return undefined;
  const { first, last, seconds, visits, isPresent, hasGap } = found;
  return [
    `${first / minute}-${last / minute}`,
    `${seconds / 60} min`,
    `${visits} visits`,
    isPresent ? 'present' : 'absent',
    ...(hasGap ? ['gap'] : []),
  ].join(', ');
}

describe('the attendance of a user', () => {
  it.each<[string, string, Given, string]>([
    ['a visit', 'joined 5, left 50', {}, '5-50, 45 min, 1 visits, absent'],
    ['a visit in progress', 'joined 5', {}, '5-60, 55 min, 1 visits, present'],
    ['a join by a clock that is ahead', 'joined 61', {}, '61-61, 0 min, 1 visits, present'],
    ['a reconnect', 'joined 0, left 10, joined 11, left 20', {}, '0-20, 19 min, 2 visits, absent'],
    [
      'a reconnect in the same millisecond',
      'joined 0, left 10, joined 10, left 20',
      {},
      '0-20, 20 min, 1 visits, absent',
    ],
    [
      'a join whose leave was never reported',
      'joined 0, joined 10, left 20',
      {},
      '0-20, 20 min, 1 visits, absent',
    ],
    ['a second leave', 'joined 0, left 10, left 12', {}, '0-10, 10 min, 1 visits, absent'],
    ['a leave whose join was lost', 'left 10', {}, '10-10, 0 min, 1 visits, absent, gap'],
    ['the end of the room', 'joined 5', { endedAt: 45 }, '5-45, 40 min, 1 visits, absent'],
    [
      'a leave after the end of the room',
      'joined 5, left 46',
      { endedAt: 45 },
      '5-45, 40 min, 1 visits, absent',
    ],
    ['a drop', 'joined 5', { droppedAt: [30] }, '5-30, 25 min, 1 visits, absent'],
    ['a recreated room', 'joined 5, joined 31', { droppedAt: [30] }, '5-60, 55 min, 1 visits, present'],
    [
      'a recreated room, with leaves reported at the drop',
      'joined 5, left 30, joined 31',
      { droppedAt: [30] },
      '5-60, 55 min, 1 visits, present',
    ],
    [
      'a return long after a drop',
      'joined 5, joined 41',
      { droppedAt: [30] },
      '5-60, 44 min, 2 visits, present',
    ],
    [
      'a return ten minutes after a drop',
      'joined 5, joined 40',
      { droppedAt: [30] },
      '5-60, 55 min, 1 visits, present',
    ],
    [
      'a drop after the user left',
      'joined 5, left 20, joined 31',
      { droppedAt: [30] },
      '5-60, 44 min, 2 visits, present',
    ],
    ['a leave that the comparison found', 'joined 5, missing 35', {}, '5-35, 30 min, 1 visits, absent, gap'],
    [
      'a leave that was reported after the comparison',
      'joined 5, missing 35, left 30',
      {},
      '5-30, 25 min, 1 visits, absent',
    ],
    [
      'a leave that was reported a minute after the comparison found it',
      'joined 5, missing 35, left 36',
      {},
      '5-35, 30 min, 1 visits, absent, gap',
    ],
    ['a join that the comparison found', 'seen 5', {}, '5-60, 55 min, 1 visits, present, gap'],
    ['a join that was reported as well', 'seen 5, joined 5', {}, '5-60, 55 min, 1 visits, present'],
    [
      'a return that was not reported',
      'joined 5, left 10, seen 20',
      {},
      '5-60, 45 min, 2 visits, present, gap',
    ],
    [
      'a return within a minute of the leave that was not reported',
      'joined 5, left 20, seen 20.5',
      {},
      '5-60, 54.5 min, 2 visits, present, gap',
    ],
    [
      'a room that was found missing',
      'joined 5, joined 45',
      { missingAt: [35] },
      '5-60, 45 min, 2 visits, present, gap',
    ],
    [
      'a return within a minute of such a finding',
      'joined 5, joined 35.5',
      { missingAt: [35] },
      '5-60, 55 min, 1 visits, present',
    ],
  ])('counts %s', (_what, text, given, expected) => {
    expect(attendance(text, given)).toBe(expected);
  });

  it('does not list who came after the end of the room', () => {
    expect(attendance('joined 46', { endedAt: 45 })).toBeUndefined();
  });
});

/** The end of a visit: the user leaves, crashes and is removed, is kicked, or stays until the room ends. */
const stay = fc.record({
  awaySeconds: fc.integer({ min: 1, max: 900 }),
  staySeconds: fc.integer({ min: 1, max: 1_800 }),
});
const pupil = fc.array(stay, { minLength: 1, maxLength: 6 });
const classOf30 = fc.record({
  pupils: fc.array(pupil, { minLength: 30, maxLength: 30 }),
  dropSeconds: fc.option(fc.integer({ min: 600, max: 3_000 })),
  seed: fc.nat(),
});
const classSeconds = 3_600;

/** RongCloud's events about a pupil, and the seconds of a stopwatch. */
function play(stays: readonly { awaySeconds: number; staySeconds: number }[], dropSeconds: number | null) {
  const reported: AttendanceEvent[] = [];
  const tell = (kind: 'joined' | 'left', atSeconds: number) =>
    reported.push({ chatroomId: 2, userId: 'pupil', kind, at: atSeconds * second });
  let clock = 0;
  let seconds = 0;
  for (const { awaySeconds, staySeconds } of stays) {
    const from = clock + awaySeconds;
    const to = Math.min(from + staySeconds, classSeconds);
    clock = to;
    if (from >= classSeconds) break;
    seconds += to - from;
    tell('joined', from);
    // The app joins the recreated room after a minute, unless its user has gone for good by then.
    const isDropped = dropSeconds !== null && from < dropSeconds && dropSeconds <= to;
    if (isDropped && dropSeconds + 60 < to) tell('joined', dropSeconds + 60);
    else if (isDropped) {
      seconds -= to - dropSeconds;
      break;
    }
    if (to < classSeconds) tell('left', to);
  }
  return { reported, seconds };
}

const shuffled = (list: readonly AttendanceEvent[], seed: number) =>
  list
    .map((one, index) => ({ one, order: Math.sin(seed + index * 7_919) }))
    .sort((a, b) => a.order - b.order)
    .map(({ one }) => one);

describe('a class of 30', () => {
  it('equals a stopwatch’s time for events in any order and with repeats', () => {
    fc.assert(
      fc.property(classOf30, ({ pupils, dropSeconds, seed }) => {
        for (const stays of pupils) {
          const { reported, seconds } = play(stays, dropSeconds);
          if (reported.length === 0) continue;
          const times = {
            roomEvents: ofRoom('dropped', dropSeconds === null ? [] : [dropSeconds], second),
            endedAt: classSeconds * second,
            now: 2 * classSeconds * second,
          };
          const inOrder = attendanceOf(reported, times);
          expect(inOrder?.seconds).toBe(seconds);
          expect(inOrder).toMatchObject({ isPresent: false, hasGap: false });
          expect(attendanceOf(shuffled([...reported, ...reported], seed), times)).toEqual(inOrder);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const kind = fc.constantFrom('joined', 'left', 'seen', 'missing');
const anyEvent = fc.record({ kind, atSeconds: fc.integer({ min: 0, max: classSeconds }) });
const atSeconds = fc.array(fc.integer({ min: 0, max: classSeconds }), { maxLength: 3 });

describe('any events at all', () => {
  it('give one result in every order, and at most the time that there was', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), atSeconds, atSeconds, fc.nat(), (some, drops, missing, seed) => {
        const list = some.map(
          (one): AttendanceEvent => ({
            chatroomId: 2,
            userId: 'pupil',
            kind: one.kind as AttendanceEvent['kind'],
            at: one.atSeconds * second,
          }),
        );
        const roomEvents = [...ofRoom('dropped', drops, second), ...ofRoom('missing', missing, second)];
        const times = { roomEvents, now: classSeconds * second };
        const found = attendanceOf(list, times);
        const reversed = { ...times, roomEvents: roomEvents.toReversed() };
        expect(attendanceOf(shuffled([...list, ...list], seed), reversed)).toEqual(found);
        if (found !== undefined) expect(found.seconds * second).toBeLessThanOrEqual(found.last - found.first);
      }),
      { numRuns: 2_000 },
    );
  });
});
