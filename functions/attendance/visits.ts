import type { AttendanceEvent } from '../dynamodb/attendance.ts';

/** The next join recreates a dropped room. A user who comes back within this time counts as present all the time. */
const rejoinMs = 600_000;
/** A callback this near to a finding counts instead of it. A leave does not replace the finding of a join. */
const nearMs = 60_000;

type Happening = Pick<AttendanceEvent, 'kind' | 'at'>;

interface RoomTimes {
  /** RongCloud's events of the room, and the comparison's findings of it. */
  readonly roomEvents: readonly Happening[];
  /** When our room ended: nobody is in it any more. */
  readonly endedAt?: number | undefined;
  readonly now: number;
}

interface Visit {
  readonly from: number;
  to: number;
  isCutByDrop: boolean;
}

/** A visit in progress has no end yet. */
const open = Number.POSITIVE_INFINITY;

/** The visits of one user, added in the order of time. */
class Visits {
  readonly list: Visit[] = [];
  hasGap = false;

  private get last(): Visit | undefined {
    return this.list.at(-1);
  }

  private get isOpen(): boolean {
    return this.last?.to === open;
  }

  /** All that happened in one millisecond, in whatever order it was reported. */
  apply(at: number, kinds: ReadonlySet<AttendanceEvent['kind']>): void {
    const joins = kinds.has('joined');
    const leaves = kinds.has('left');
    const wasOpen = this.isOpen;
    if (kinds.has('dropped')) this.close(at, true);
    if (joins && leaves && !kinds.has('dropped')) {
      // A reconnect of somebody who was there, or a visit too short to measure.
      if (!wasOpen) this.enter(at, at);
    } else if (joins) this.enter(at, open);
    else if (leaves) this.leave(at);
    if (kinds.has('missing') && this.isOpen) {
      this.hasGap = true;
      this.close(at);
    }
    if (kinds.has('seen') && !this.isOpen) {
      this.hasGap = true;
      this.enter(at, open);
    }
  }

  close(at: number, isCutByDrop = false): void {
    const { last } = this;
    if (last?.to !== open) return;
    // RongCloud's clock may be ahead of ours.
    last.to = Math.max(at, last.from);
    last.isCutByDrop = isCutByDrop;
  }

  private enter(at: number, to: number): void {
    const { last } = this;
    if (last?.to === open) return;
    const goesOn = last !== undefined && at - last.to <= (last.isCutByDrop ? rejoinMs : 0);
    if (goesOn) last.to = to;
    else this.list.push({ from: at, to, isCutByDrop: false });
  }

  private leave(at: number): void {
    if (this.list.length === 0) {
      // The callback of the join was lost: only this moment is known.
      this.hasGap = true;
      this.list.push({ from: at, to: at, isCutByDrop: false });
    }
    this.close(at);
  }
}

const isReported = ({ kind }: Happening) => kind === 'joined' || kind === 'left';

/** All that happened to a user until the end of the room. */
function happenings(
  events: readonly Happening[],
  { roomEvents, endedAt = open }: RoomTimes,
): readonly Happening[] {
  const ofRoom = (wanted: 'missing' | 'dropped') => roomEvents.filter(({ kind }) => kind === wanted);
  const reported = events.filter(isReported);
  const found = [...events.filter((event) => !isReported(event)), ...ofRoom('missing')].filter(
    (finding) =>
      !reported.some(
        ({ kind, at }) =>
          (finding.kind === 'missing' || kind === 'joined') && Math.abs(at - finding.at) < nearMs,
      ),
  );
  return [...reported, ...found, ...ofRoom('dropped')].filter(({ at }) => at <= endedAt);
}

/**
 * The attendance of one user. It is computed from the set of events, so that late, repeated and swapped events give the
 * same result. The end of our room closes a visit; a room that RongCloud dropped and that was recreated does not.
 * @returns undefined if all events came after the end of the room.
 */
export function attendanceOf(events: readonly AttendanceEvent[], times: RoomTimes) {
  const { endedAt = open, now } = times;
  const byTime = Map.groupBy(happenings(events, times), ({ at }) => at);
  const visits = new Visits();
  for (const at of [...byTime.keys()].sort((one, other) => one - other)) {
    visits.apply(at, new Set(byTime.get(at)?.map(({ kind }) => kind)));
  }
  const { list, hasGap } = visits;
  const isPresent = list.at(-1)?.to === open && endedAt === open;
  visits.close(endedAt === open ? now : endedAt);
  const [first] = list;
  const last = list.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const ms = list.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
  return {
    first: first.from,
    last: last.to,
    seconds: Math.floor(ms / 1_000),
    visits: list.length,
    isPresent,
    /** True if a callback about the user is known to be lost. */
    hasGap,
  };
}

export type Attendance = NonNullable<ReturnType<typeof attendanceOf>>;
