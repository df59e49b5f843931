import { settings } from '../contract/settings.ts';
import type { Clock, Deps } from '../platform/deps.ts';
import { type Chatroom, chatroom, type NewChatroom } from './chatroom.ts';
import { chatroomReader, type FindChatroom } from './chatroom-reader.ts';
import {
  changeOf,
  type Given,
  lastDestroyAfterMs,
  pending,
  type RoomEvent,
  transitions,
} from './chatroom-transitions.ts';
import { openTable, type Table } from './table.ts';

/** A position in the index of active rooms, where a scan continues. */
export type ActiveRoomKey = Pick<Chatroom, 'chatroomId'> & { readonly activeOf: string };

export interface ChatroomStore {
  readonly find: FindChatroom;
  /** Adds an ACTIVE room if the id is free. @returns the stored row: ours, or another create's. */
  add(room: NewChatroom, deadlineAt: number): Promise<Chatroom>;
  /** Adds a DESTROYING row for an id without a row. @returns false if it has one. */
  giveUp(chatroomId: number, deadlineAt: number): Promise<boolean>;
  /** @returns false if the transition's condition fails. */
  change<Event extends RoomEvent>(
    chatroomId: number,
    event: Event,
    given: Given<Event>,
    deadlineAt: number,
  ): Promise<boolean>;
  /** Ids of rooms whose destroy or controls the reconciler has to send to RongCloud, the longest due first. */
  due(limit: number, deadlineAt: number): Promise<readonly number[]>;
  /** The number of the user's active rooms, up to `limit`. Eventually consistent. */
  countActive(creator: string, limit: number, deadlineAt: number): Promise<number>;
  /** Active rooms of all users, in no order. Eventually consistent. */
  listActive(
    after: ActiveRoomKey | undefined,
    limit: number,
    deadlineAt: number,
  ): Promise<readonly ActiveRoomKey[]>;
}

interface Rows {
  readonly table: Table;
  readonly find: FindChatroom;
  readonly clock: Clock;
}

const isFree = { condition: 'attribute_not_exists(#chatroomId)', values: {} };

/** A new room is empty, and nobody has moderated it. */
const newControls = (now: number) => ({
  controlsVersion: 0,
  memberCount: 0,
  countedAt: now,
  countBegunAt: now,
});

/** The row of an id whose create never finished. Only the reconciler may use it. */
const givenUpRoom = (chatroomId: number, now: number) => ({
  chatroomId,
  name: '',
  liveId: '',
  creator: '',
  creatorId: '',
  state: 'DESTROYING',
  createdAt: new Date(now).toISOString(),
  createToken: '',
  destroyMinutes: 0,
  aliveUntil: 0,
  ...newControls(now),
  pending,
  dueAt: now + lastDestroyAfterMs,
});

async function addRoom(
  { table, find, clock }: Rows,
  room: NewChatroom,
  deadlineAt: number,
): Promise<Chatroom> {
  const row = {
    ...room,
    ...newControls(clock.now()),
    state: 'ACTIVE',
    activeOf: room.creator,
    activeIn: room.liveId,
  };
  const isOurs = await table.put(row, isFree, deadlineAt);
  return chatroom.parse(isOurs ? row : await find(room.chatroomId, deadlineAt));
}

interface Wanted {
  readonly chatroomId: number;
  readonly event: RoomEvent;
  readonly given: Readonly<Record<string, unknown>>;
}

async function changeRoom(
  { table, find, clock }: Rows,
  { chatroomId, event, given }: Wanted,
  deadlineAt: number,
): Promise<boolean> {
  const change = changeOf(event, given, clock.now());
  if ((await table.update({ chatroomId }, change, deadlineAt)) !== undefined) return true;
  const transition = transitions[event];
  if (!('isDone' in transition)) return false;
  const row = await find(chatroomId, deadlineAt);
  return row !== undefined && transition.isDone(row, given);
}

async function dueRooms({ table, clock }: Rows, limit: number, deadlineAt: number) {
  const query = {
    index: 'pending',
    keys: '#pending = :pending AND #dueAt <= :now',
    values: { ':pending': pending, ':now': clock.now() },
    limit,
  };
  return (await table.query(query, deadlineAt)).map(({ chatroomId }) => Number(chatroomId));
}

export function chatroomStore(deps: Deps): ChatroomStore {
  const table = openTable(deps, settings.chatroomsTable);
  const { clock } = deps;
  const find = chatroomReader(deps);
  const rows = { table, find, clock };
  return {
    find,
    add: (room, deadlineAt) => addRoom(rows, room, deadlineAt),
    giveUp: (chatroomId, deadlineAt) => table.put(givenUpRoom(chatroomId, clock.now()), isFree, deadlineAt),
    change: (chatroomId, event, given, deadlineAt) =>
      changeRoom(rows, { chatroomId, event, given }, deadlineAt),
    due: (limit, deadlineAt) => dueRooms(rows, limit, deadlineAt),
    countActive: (creator, limit, deadlineAt) =>
      table.count(
        { index: 'active', keys: '#activeOf = :creator', values: { ':creator': creator }, limit },
        deadlineAt,
      ),
    listActive: async (after, limit, deadlineAt) => {
      const found = await table.scan({ index: 'active', after, limit }, deadlineAt);
      return found.map(({ chatroomId, activeOf }) => ({
        chatroomId: Number(chatroomId),
        activeOf: String(activeOf),
      }));
    },
  };
}
