import type * as z from 'zod/mini';
import type { Clock, Deps } from '../platform/deps.ts';
import { type ActiveRoom, activeRoom, type Chatroom, chatroom } from './chatroom.ts';
import { chatroomReader, type FindChatroom } from './chatroom-reader.ts';
import {
  changeOf,
  type Given,
  pending,
  type RoomEvent,
  resendAfterMs,
  type Transition,
  transitions,
} from './chatroom-transitions.ts';
import { Table } from './table.ts';

const isFree = { condition: 'attribute_not_exists(#chatroomId)' };

/** A new room is empty, and nobody has moderated it. */
const untouched = (now: number) => ({
  controlsVersion: 0,
  memberCount: 0,
  countedAt: now,
  countBegunAt: now,
});

type NewChatroom = Omit<z.input<typeof chatroom>, 'state' | keyof ReturnType<typeof untouched>>;

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
  ...untouched(now),
  pending,
  dueAt: now + resendAfterMs,
});

export class ChatroomStore {
  readonly find: FindChatroom;
  private readonly table: Table;
  private readonly clock: Clock;

  constructor(deps: Deps) {
    this.find = chatroomReader(deps);
    this.table = new Table(deps, 'chatrooms');
    this.clock = deps.clock;
  }

  /** Adds an ACTIVE room if the id is free. @returns the stored row: ours, or another create's. */
  async add(room: NewChatroom, deadlineAt: number): Promise<Chatroom> {
    const active = { state: 'ACTIVE', activeOf: room.creator, activeIn: room.liveId };
    const row = { ...room, ...untouched(this.clock.now()), ...active };
    const isOurs = await this.table.put(row, isFree, deadlineAt);
    return chatroom.parse(isOurs ? row : await this.find(room.chatroomId, deadlineAt));
  }

  /** Adds a DESTROYING row for an id without a row. @returns false if it has one. */
  giveUp(chatroomId: number, deadlineAt: number): Promise<boolean> {
    return this.table.put(givenUpRoom(chatroomId, this.clock.now()), isFree, deadlineAt);
  }

  /** @returns false if the transition's condition fails. */
  async change<Event extends RoomEvent>(
    chatroomId: number,
    event: Event,
    given: Given<Event>,
    deadlineAt: number,
  ): Promise<boolean> {
    const change = changeOf(event, given, this.clock.now());
    if ((await this.table.update({ chatroomId }, change, deadlineAt)) !== undefined) return true;
    const transition: Transition = transitions[event];
    if (transition.isDone === undefined) return false;
    const row = await this.find(chatroomId, deadlineAt);
    return row !== undefined && transition.isDone(row, given);
  }

  /** Ids of rooms whose destroy or controls the reconciler has to send to RongCloud, the longest due first. */
  async due(limit: number, deadlineAt: number): Promise<readonly number[]> {
    const query = {
      index: 'pending',
      keys: '#pending = :pending AND #dueAt <= :now',
      values: { ':pending': pending, ':now': this.clock.now() },
      limit,
    };
    return (await this.table.query(query, deadlineAt)).map(({ chatroomId }) => Number(chatroomId));
  }

  /** The number of the user's active rooms, up to `limit`. Eventually consistent. */
  countActive(creator: string, limit: number, deadlineAt: number): Promise<number> {
    const query = { index: 'active', keys: '#activeOf = :creator', values: { ':creator': creator }, limit };
    return this.table.count(query, deadlineAt);
  }

  /** Active rooms of all users, in no order. Eventually consistent. */
  async listActive(after: ActiveRoom | null, limit: number, deadlineAt: number) {
    const found = await this.table.scan('active', after ?? undefined, limit, deadlineAt);
    return found.map((item) => activeRoom.parse(item));
  }
}
