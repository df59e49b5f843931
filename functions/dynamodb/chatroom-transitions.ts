import { isDeepStrictEqual } from 'node:util';
import type { Chatroom, ChatroomState } from './chatroom.ts';
import type { Change } from './table.ts';

/** Longer than a function runs (10 s): afterwards another call may check RongCloud, or send the announcement. */
export const leaseMs = 12_000;
/** How long the check of a room at RongCloud is valid. */
const trustMs = 60_000;
/** A call may arrive at RongCloud a minute after its function ended: a destroy and controls are sent again after this time. */
export const resendAfterMs = 90_000;
/** The pause before the next try to destroy a room. */
const postponeMs = 30_000;
/** After a failed call, the next run of the reconciler sends the controls again. */
const soonMs = 1_000;
/** How long "RongCloud has no server-side join" is cached. */
const noServerJoinMs = 24 * 3_600_000;
/** The index `pending` has one partition, because it has few rooms at a time. */
export const pending = 'yes';

export interface Transition {
  /** @default ACTIVE, both before and after */
  readonly from?: ChatroomState;
  readonly to?: ChatroomState;
  /** The values that the caller passes. */
  readonly given: readonly string[];
  /** The attributes that get given values of the same name. Without a value an attribute stays as it is. */
  readonly setGiven?: readonly string[];
  /** Beside the state; `:now` is the time unless the caller passes one, `:later` the time plus `laterMs`; see `changeOf`. */
  readonly set?: string;
  readonly laterMs?: number;
  readonly remove?: string;
  readonly onlyIf?: string;
  /** True if a row that fails the condition shows that the change was made and its reply lost. */
  readonly isDone?: (row: Chatroom, given: Readonly<Record<string, unknown>>) => boolean;
}

const willSettle = '#controlsAt = :now, #pending = :pending, #dueAt = if_not_exists(#dueAt, :later)';
/** A late write of an older call then fails. */
const unlessChanged = '#controlsVersion = :seenVersion';

/** Attributes of active rooms only. A room without `activeOf` is in no user's quota. */
const ofActiveRooms = '#activeOf, #activeIn, #checkToken, #checkUntil, #noServerJoinUntil';

/**
 * The state transitions of a room: event, state before, state after, condition. The first row is ACTIVE (a create) or
 * DESTROYING (an id whose create was given up); see chatrooms.ts.
 */
export const transitions = {
  /** Takes the lease to check RongCloud, unless another call has it, or had it since the caller read the row. */
  beginCheck: {
    given: ['token', 'seenAliveUntil'],
    set: '#checkToken = :token, #checkUntil = :later',
    laterMs: leaseMs,
    onlyIf: '#aliveUntil = :seenAliveUntil AND (attribute_not_exists(#checkUntil) OR #checkUntil < :now)',
    isDone: (row, { token }) => row.checkToken === token,
  },
  /** RongCloud has the room. */
  confirmAlive: {
    given: ['token'],
    set: '#aliveUntil = :later',
    laterMs: trustMs,
    remove: '#checkToken, #checkUntil',
    onlyIf: '#checkToken = :token',
  },
  finishRecreate: {
    given: ['token', 'aliveUntil', 'seenVersion'],
    set: '#aliveUntil = :aliveUntil',
    remove: '#checkToken, #checkUntil',
    onlyIf: `#checkToken = :token AND ${unlessChanged}`,
  },
  /** Releases the lease. */
  abandonCheck: {
    given: ['token'],
    remove: '#checkToken, #checkUntil',
    onlyIf: '#checkToken = :token',
  },
  /** RongCloud lacks the room: the next join recreates it. */
  reportMissing: {
    given: ['seenAliveUntil'],
    set: '#aliveUntil = :zero',
    onlyIf: '#aliveUntil = :seenAliveUntil',
  },
  /** Before a room with controls is recreated: if this call dies, the reconciler sends them. */
  beginControls: {
    given: ['token'],
    set: willSettle,
    laterMs: resendAfterMs,
    onlyIf: '#checkToken = :token',
  },
  /** Also before a sanction is written to its own table, with the time of this change. */
  changeControls: {
    given: ['isSilent', 'speakers', 'assistants', 'seenVersion', 'now'],
    setGiven: ['isSilent', 'speakers', 'assistants'],
    set: `#controlsVersion = #controlsVersion + :one, ${willSettle}`,
    laterMs: resendAfterMs,
    onlyIf: unlessChanged,
    // Another call may have changed other controls in the same millisecond.
    isDone: (row, { isSilent, speakers, assistants, seenVersion, now }) =>
      row.controlsVersion === Number(seenVersion) + 1 &&
      row.controlsAt === now &&
      isDeepStrictEqual([row.isSilent, row.speakers, row.assistants], [isSilent, speakers, assistants]),
  },
  /** RongCloud did not accept the controls: the next run of the reconciler sends them again. */
  hastenControls: { given: [], set: '#pending = :pending, #dueAt = :later', laterMs: soonMs },
  /** RongCloud has the controls, and no earlier call can still arrive. */
  settleControls: {
    given: ['seenVersion', 'seenControlsAt'],
    remove: '#pending, #dueAt',
    onlyIf: '#controlsVersion = :seenVersion AND #controlsAt = :seenControlsAt',
  },
  /** Sends the controls again, when no earlier call can still arrive. */
  postponeControls: {
    given: ['dueAt'],
    set: '#dueAt = :dueAt',
    onlyIf: 'attribute_exists(#dueAt)',
  },
  /** Only a call that replaces the announcement that it has read may send its own. */
  announce: {
    given: ['announcement', 'token', 'seenToken'],
    set: '#announcement = :announcement',
    onlyIf: '(attribute_not_exists(#announcement) OR #announcement.#token = :seenToken)',
    isDone: (row, { token }) => row.announcement?.token === token,
  },
  markSent: {
    given: ['token'],
    set: '#announcement.#isSent = :yes',
    onlyIf: '#announcement.#token = :token',
  },
  /** After a failed call the same announcement may be sent again at once. */
  markNotSent: {
    given: ['token'],
    set: '#announcement.#sendingUntil = :zero',
    onlyIf: '#announcement.#token = :token',
  },
  /** One call counts; the others return the stored count. */
  beginCount: {
    given: ['seenBegunAt'],
    set: '#countBegunAt = :now',
    onlyIf: '#countBegunAt = :seenBegunAt',
  },
  finishCount: { given: ['memberCount'], set: '#memberCount = :memberCount, #countedAt = :now' },
  markNoServerJoin: { given: [], set: '#noServerJoinUntil = :later', laterMs: noServerJoinMs },
  /** From now on nobody can join. */
  beginDestroy: {
    to: 'DESTROYING',
    given: [],
    set: '#pending = :pending, #dueAt = :later, #endedAt = :now',
    laterMs: resendAfterMs,
    remove: ofActiveRooms,
  },
  /** Postpones a room that could not be destroyed, so that others come first. */
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

export function changeOf(event: RoomEvent, given: Readonly<Record<string, unknown>>, now: number): Change {
  const transition: Transition = transitions[event];
  const { from = 'ACTIVE', to = 'ACTIVE', setGiven = [], set, laterMs = 0, remove, onlyIf } = transition;
  const passed = setGiven.filter((name) => given[name] !== undefined).map((name) => `#${name} = :${name}`);
  const assignments = ['#state = :to', ...passed, set].filter(Boolean).join(', ');
  const update = remove === undefined ? `SET ${assignments}` : `SET ${assignments} REMOVE ${remove}`;
  const condition = ['#state = :from', onlyIf].filter(Boolean).join(' AND ');
  const all = { from, to, pending, zero: 0, one: 1, yes: true, now, later: now + laterMs, ...given };
  const used = `${update} ${condition}`.match(/:\w+/g);
  // DynamoDB refuses values that no expression uses.
  const values = Object.entries(all).map(([name, value]) => [`:${name}`, value] as const);
  return { update, condition, values: Object.fromEntries(values.filter(([name]) => used?.includes(name))) };
}
