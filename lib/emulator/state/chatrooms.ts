import type { Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import { type Chatroom, type ChatroomSettings, endsAt, newChatroom } from './chatroom.ts';

const eventTypes = { created: 0, joined: 1, left: 2, destroyed: 3 } as const;
const eventCauses = { call: 0, autoExit: 1, blocked: 2, autoDestroy: 3 } as const;
export type Cause = keyof typeof eventCauses;

/** One entry of the body that RongCloud posts to a status callback; spelled as on the wire. */
export interface StatusEvent {
  readonly chatRoomId: string;
  readonly userIds: readonly string[];
  readonly type: (typeof eventTypes)[keyof typeof eventTypes];
  readonly status: (typeof eventCauses)[Cause];
  readonly time: number;
}

interface EventDetail {
  readonly userIds: readonly string[];
  readonly cause: Cause;
  readonly time: number;
}

/** The rooms that exist. Any look at a room first ends those whose time is over. */
export interface Chatrooms {
  readonly keptAlive: Set<string>;
  readonly events: StatusEvent[];
  create(id: string, settings: ChatroomSettings): Chatroom;
  get(id: string): Chatroom | undefined;
  all(): Chatroom[];
  destroy(id: string, cause?: Cause): void;
  /** Puts a user in, out of other rooms where only one is allowed. */
  join(room: Chatroom, userId: string): void;
  leave(room: Chatroom, userId: string, cause?: Cause): void;
  /** A join, a leave or a message: the idle time starts anew. */
  touch(room: Chatroom): void;
}

export function createChatrooms(clock: Clock, behaviour: Behaviour): Chatrooms {
  const rooms = new Map<string, Chatroom>();
  const roomsOf = new Map<string, Set<string>>();
  const keptAlive = new Set<string>();
  const events: StatusEvent[] = [];

  const report = (room: Chatroom, type: keyof typeof eventTypes, about: Partial<EventDetail> = {}) => {
    const { userIds = [], cause = 'call', time = clock.now() } = about;
    events.push({
      chatRoomId: room.id,
      userIds,
      type: eventTypes[type],
      status: eventCauses[cause],
      time,
    });
  };

  const forgetMember = (room: Chatroom, userId: string) => {
    room.members.delete(userId);
    roomsOf.get(userId)?.delete(room.id);
  };

  const end = (room: Chatroom, cause: Cause, time = clock.now()) => {
    const userIds = [...room.members.keys()];
    for (const userId of userIds) forgetMember(room, userId);
    rooms.delete(room.id);
    keptAlive.delete(room.id);
    if (behaviour.leaveEventsOnDestroy && userIds.length > 0) report(room, 'left', { userIds, cause, time });
    report(room, 'destroyed', { cause, time });
  };

  const endIfDue = (room: Chatroom) => {
    if (!keptAlive.has(room.id) && endsAt(room) <= clock.now()) end(room, 'autoDestroy', endsAt(room));
  };

  const get = (id: string) => {
    const room = rooms.get(id);
    if (room !== undefined) endIfDue(room);
    return rooms.get(id);
  };

  const touch = (room: Chatroom) => {
    room.lastActivityAt = clock.now();
  };

  const leave = (room: Chatroom, userId: string, cause: Cause = 'call') => {
    if (!room.members.has(userId)) return;
    forgetMember(room, userId);
    for (const [key, attribute] of room.attributes)
      if (attribute.autoDelete && attribute.userId === userId) room.attributes.delete(key);
    touch(room);
    report(room, 'left', { userIds: [userId], cause });
  };

  const leaveOthers = (room: Chatroom, userId: string) => {
    for (const otherId of [...(roomsOf.get(userId) ?? [])]) {
      const other = get(otherId);
      if (other !== undefined && other !== room) leave(other, userId);
    }
  };

  return {
    keptAlive,
    events,
    get,
    leave,
    touch,
    all: () => {
      for (const room of rooms.values()) endIfDue(room);
      return [...rooms.values()];
    },
    create: (id, settings) => {
      const room = newChatroom(id, settings, clock);
      rooms.set(id, room);
      report(room, 'created');
      return room;
    },
    destroy: (id, cause = 'call') => {
      const room = get(id);
      if (room !== undefined) end(room, cause);
    },
    join: (room, userId) => {
      if (behaviour.oneRoomPerUser) leaveOthers(room, userId);
      touch(room);
      if (room.members.has(userId)) return;
      room.members.set(userId, { joinedAt: clock.now(), messagesMissed: 0 });
      roomsOf.set(userId, (roomsOf.get(userId) ?? new Set()).add(room.id));
      report(room, 'joined', { userIds: [userId] });
    },
  };
}
