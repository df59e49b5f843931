import type { EmulatorContext } from '../context.ts';
import { appendTo } from '../log.ts';
import { type Chatroom, type ChatroomSettings, defaultSettings, endsAt, newChatroom } from './chatroom.ts';

const eventTypes = { created: 0, joined: 1, left: 2, destroyed: 3 } as const;
const eventCauses = { call: 0, autoExit: 1, blocked: 2, autoDestroy: 3 } as const;
type EventType = keyof typeof eventTypes;
export type Cause = keyof typeof eventCauses;

/** One entry of the body that RongCloud posts to a status callback, spelled as on the wire. */
export interface StatusEvent {
  readonly chatRoomId: string;
  readonly userIds: readonly string[];
  readonly type: (typeof eventTypes)[EventType];
  readonly status: (typeof eventCauses)[Cause];
  readonly time: number;
}

interface Report {
  readonly userIds?: readonly string[];
  readonly cause?: Cause;
  readonly time?: number;
}

/** The chatrooms that exist. Every access first ends those whose time is over. */
export class Chatrooms {
  readonly events: StatusEvent[] = [];
  private readonly context: EmulatorContext;
  private readonly onEvent: (event: StatusEvent) => void;
  private readonly rooms = new Map<string, Chatroom>();
  private readonly roomsOfUser = new Map<string, Set<Chatroom>>();

  constructor(context: EmulatorContext, onEvent: (event: StatusEvent) => void) {
    this.context = context;
    this.onEvent = onEvent;
  }

  create(id: string, settings: ChatroomSettings): Chatroom {
    const room = newChatroom(id, settings, this.context.clock);
    this.rooms.set(id, room);
    this.report(room, 'created');
    return room;
  }

  get(id: string): Chatroom | undefined {
    const room = this.rooms.get(id);
    if (room !== undefined) this.endIfDue(room);
    return this.rooms.get(id);
  }

  /** The chatroom to join; creates a missing one if the option `joinUnknown` says so. */
  getOrCreate(id: string): Chatroom | undefined {
    const room = this.get(id);
    if (room !== undefined || this.context.behaviour.joinUnknown !== 'creates') return room;
    return this.create(id, defaultSettings);
  }

  all(): Chatroom[] {
    for (const room of this.rooms.values()) this.endIfDue(room);
    return [...this.rooms.values()];
  }

  destroy(id: string, cause: Cause = 'call'): void {
    const room = this.get(id);
    if (room !== undefined) this.end(room, { cause });
  }

  /** Adds a member, who leaves other chatrooms if only one is allowed. */
  join(room: Chatroom, userId: string): void {
    const { clock, behaviour } = this.context;
    const joined = this.roomsOfUser.get(userId) ?? new Set();
    const others = behaviour.oneRoomPerUser ? [...joined].filter((one) => one !== room) : [];
    // An access, so that a chatroom whose time is over ends and is not left.
    for (const { id } of others) {
      const other = this.get(id);
      if (other !== undefined) this.leave(other, userId);
    }
    this.touch(room);
    if (room.members.has(userId)) return;
    room.members.set(userId, { joinedAt: clock.now(), messagesMissed: 0 });
    this.roomsOfUser.set(userId, joined.add(room));
    this.report(room, 'joined', { userIds: [userId] });
  }

  leave(room: Chatroom, userId: string, cause: Cause = 'call'): void {
    if (!room.members.has(userId)) return;
    this.removeMember(room, userId);
    this.touch(room);
    this.report(room, 'left', { userIds: [userId], cause });
  }

  /** A join, a leave or a message: the idle time starts again. */
  touch(room: Chatroom): void {
    room.lastActivityAt = this.context.clock.now();
  }

  private removeMember(room: Chatroom, userId: string): void {
    room.members.delete(userId);
    this.roomsOfUser.get(userId)?.delete(room);
  }

  private endIfDue(room: Chatroom): void {
    const time = endsAt(room);
    if (time <= this.context.clock.now()) this.end(room, { cause: 'autoDestroy', time });
  }

  private end(room: Chatroom, report: Report): void {
    const userIds = [...room.members.keys()];
    for (const userId of userIds) this.removeMember(room, userId);
    this.rooms.delete(room.id);
    if (this.context.behaviour.leaveEventsOnDestroy && userIds.length > 0)
      this.report(room, 'left', { ...report, userIds });
    this.report(room, 'destroyed', report);
  }

  private report(room: Chatroom, type: EventType, report: Report = {}): void {
    const { userIds = [], cause = 'call', time = this.context.clock.now() } = report;
    const event = {
      chatRoomId: room.id,
      userIds,
      type: eventTypes[type],
      status: eventCauses[cause],
      time,
    };
    appendTo(this.events, event);
    this.onEvent(event);
  }
}
