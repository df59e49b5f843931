import type { Chatroom, ChatroomState, Participant } from './chatroom.ts';
import type { Change } from './table.ts';

/** Longer than a function lives (10 s): after it, another may look at RongCloud and recreate the room. */
export const checkLeaseMs = 12_000;
/** How long a room that RongCloud was seen to have is not looked at again. */
export const trustMs = 60_000;
/** A create may reach RongCloud a minute after its function ended; the last destroy comes after that. */
export const lastDestroyAfterMs = 90_000;
/** After this long, a room that could not be destroyed is tried again. */
const postponeMs = 30_000;
/** How long it is remembered that RongCloud has no server-side join. */
const noServerJoinMs = 24 * 3_600_000;
/** The one partition of the index `pending`, which holds few rooms at a time. */
export const pending = 'yes';

interface Transition {
  readonly from: ChatroomState;
  readonly to: ChatroomState;
  /** The values that the caller passes. */
  readonly given: readonly string[];
  /** Beside the state; `:now` is the time unless the caller passes one, `:later` the time plus `laterMs`; see `changeOf`. */
  readonly set?: string;
  readonly laterMs?: number;
  readonly remove?: string;
  readonly onlyIf?: string;
  /** Whether a row that does not meet the condition shows that the change was made already, and its reply lost. */
  readonly isDone?: (row: Chatroom, given: Readonly<Record<string, unknown>>) => boolean;
}

/** A call to RongCloud may arrive a minute after its function ended: the controls are brought there once more after that. */
export const settleAfterMs = 90_000;
/** How soon controls that RongCloud did not take are brought there again, by the next run of the reconciler. */
const soonMs = 1_000;
/** Longer than a function lives: after it, nobody is sending the announcement any more. */
export const sendLeaseMs = 12_000;

const willSettle = '#controlsAt = :now, #pending = :pending, #dueAt = if_not_exists(#dueAt, :later)';
const newControls = `#controlsVersion = #controlsVersion + :one, ${willSettle}`;
/** A write of an older call that DynamoDB makes late then undoes nothing. */
const unlessChanged = '#controlsVersion = :seenVersion';

const areSame = (kept: readonly Participant[] = [], given: unknown) =>
  String(kept.map(({ username }) => username)) ===
  String((given as readonly Participant[]).map(({ username }) => username));

/** What only a room that lives at RongCloud has. A room without `activeOf` counts in nobody's quota. */
const ofActiveRooms = '#activeOf, #activeIn, #checkToken, #checkUntil, #noServerJoinUntil';

/**
 * The life of a room: which event takes it from which state to which, under which condition. It begins with a
 * row that is ACTIVE (a create) or DESTROYING (an id whose create was given up); see chatrooms.ts.
 */
export const transitions = {
  /** Takes the lease for looking at RongCloud, unless somebody has it or had it since the caller read the row. */
  beginCheck: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token', 'seenAliveUntil'],
    set: '#checkToken = :token, #checkUntil = :later',
    laterMs: checkLeaseMs,
    onlyIf: '#aliveUntil = :seenAliveUntil AND (attribute_not_exists(#checkUntil) OR #checkUntil < :now)',
    isDone: (row, { token }) => row.checkToken === token,
  },
  /** RongCloud has the room. */
  confirmAlive: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token'],
    set: '#aliveUntil = :later',
    laterMs: trustMs,
    remove: '#checkToken, #checkUntil',
    onlyIf: '#checkToken = :token',
  },
  finishRecreate: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token', 'aliveUntil', 'seenVersion'],
    set: '#aliveUntil = :aliveUntil',
    remove: '#checkToken, #checkUntil',
    onlyIf: `#checkToken = :token AND ${unlessChanged}`,
  },
  /** Lets somebody else try at once. */
  abandonCheck: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token'],
    remove: '#checkToken, #checkUntil',
    onlyIf: '#checkToken = :token',
  },
  /** RongCloud lacks the room: the next join recreates it. */
  reportMissing: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['seenAliveUntil'],
    set: '#aliveUntil = :zero',
    onlyIf: '#aliveUntil = :seenAliveUntil',
  },
  /** Before a room with controls is recreated: they are brought to it later, should this call die. */
  beginControls: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token'],
    set: willSettle,
    laterMs: settleAfterMs,
    onlyIf: '#checkToken = :token',
  },
  setSilence: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['isSilent', 'speakers', 'seenVersion', 'now'],
    set: `#isSilent = :isSilent, #speakers = :speakers, ${newControls}`,
    laterMs: settleAfterMs,
    onlyIf: unlessChanged,
    isDone: (row, { isSilent, speakers }) => row.isSilent === isSilent && areSame(row.speakers, speakers),
  },
  setAssistants: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['assistants', 'seenVersion', 'now'],
    set: `#assistants = :assistants, ${newControls}`,
    laterMs: settleAfterMs,
    onlyIf: unlessChanged,
    isDone: (row, { assistants }) => areSame(row.assistants, assistants),
  },
  /** Before a sanction is written to its own table, with the time of this. */
  beginSanction: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['seenVersion', 'now'],
    set: newControls,
    laterMs: settleAfterMs,
    onlyIf: unlessChanged,
    isDone: (row, { seenVersion, now }) =>
      row.controlsVersion === Number(seenVersion) + 1 && row.controlsAt === now,
  },
  /** RongCloud did not take the controls: the next run of the reconciler brings them there. */
  hastenControls: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: [],
    set: '#pending = :pending, #dueAt = :later',
    laterMs: soonMs,
  },
  /** RongCloud has them, and no earlier call can still arrive. */
  settleControls: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['seenVersion', 'seenControlsAt'],
    remove: '#pending, #dueAt',
    onlyIf: '#controlsVersion = :seenVersion AND #controlsAt = :seenControlsAt',
  },
  /** Brings the controls once more, when no earlier call can still arrive. */
  postponeControls: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['dueAt'],
    set: '#dueAt = :dueAt',
    onlyIf: 'attribute_exists(#dueAt)',
  },
  /** Only the call whose announcement replaces the one it saw sends it. */
  announce: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['announcement', 'token', 'seenToken'],
    set: '#announcement = :announcement',
    onlyIf: '(attribute_not_exists(#announcement) OR #announcement.#token = :seenToken)',
    isDone: (row, { token }) => row.announcement?.token === token,
  },
  noteSent: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token'],
    set: '#announcement.#isSent = :yes',
    onlyIf: '#announcement.#token = :token',
  },
  /** A call that failed is over: the same announcement may be sent again at once. */
  noteNotSent: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['token'],
    set: '#announcement.#sendingUntil = :zero',
    onlyIf: '#announcement.#token = :token',
  },
  /** One call counts; the others answer the count that is there. */
  beginCount: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['seenBegunAt'],
    set: '#countBegunAt = :now',
    onlyIf: '#countBegunAt = :seenBegunAt',
  },
  finishCount: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: ['memberCount'],
    set: '#memberCount = :memberCount, #countedAt = :now',
  },
  noteNoServerJoin: {
    from: 'ACTIVE',
    to: 'ACTIVE',
    given: [],
    set: '#noServerJoinUntil = :later',
    laterMs: noServerJoinMs,
  },
  /** From here on nobody joins. */
  beginDestroy: {
    from: 'ACTIVE',
    to: 'DESTROYING',
    given: [],
    set: '#pending = :pending, #dueAt = :later, #endedAt = :now',
    laterMs: lastDestroyAfterMs,
    remove: ofActiveRooms,
  },
  /** Puts off a room that could not be destroyed, so that others come first. */
  postpone: {
    from: 'DESTROYING',
    to: 'DESTROYING',
    given: ['seenDueAt'],
    set: '#dueAt = :later',
    laterMs: postponeMs,
    onlyIf: '#dueAt = :seenDueAt',
  },
  finishDestroy: { from: 'DESTROYING', to: 'DESTROYED', given: [], remove: '#pending, #dueAt' },
} as const satisfies Record<string, Transition>;

export type RoomEvent = keyof typeof transitions;
export type Given<Event extends RoomEvent> = Readonly<
  Record<(typeof transitions)[Event]['given'][number], unknown>
>;

/** The conditional write that an event makes of a room's row. */
export function changeOf(event: RoomEvent, given: Readonly<Record<string, unknown>>, now: number): Change {
  const { from, to, set, laterMs = 0, remove, onlyIf }: Transition = transitions[event];
  const update = `SET ${['#state = :to', set].filter(Boolean).join(', ')}`;
  const condition = ['#state = :from', onlyIf].filter(Boolean).join(' AND ');
  const all = { from, to, pending, zero: 0, one: 1, yes: true, now, later: now + laterMs, ...given };
  const used = `${update} ${condition}`.match(/:\w+/g);
  // DynamoDB refuses values that no expression uses.
  const values = Object.entries(all).map(([name, value]) => [`:${name}`, value] as const);
  return {
    set: update,
    ...(remove === undefined ? {} : { remove }),
    condition,
    values: Object.fromEntries(values.filter(([name]) => used?.includes(name))),
  };
}
