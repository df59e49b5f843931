import type { EmulatorContext } from '../context.ts';
import { appendTo } from '../log.ts';
import { type Chatroom, type ChatroomSettings, defaultSettings, endsAt, newChatroom } from './chatroom.ts';

const eventTypes = { created: 0, joined: 1, left: 2, destroyed: 3 } as const;
const eventCauses = { call: 0, autoExit: 1, blocked: 2, autoDestroy: 3 } as const;
type Cause = keyof typeof eventCauses;

/** One entry of the body that RongCloud posts to a status callback, spelled as on the wire. */
export interface StatusEvent {
  readonly chatRoomId: string;
  readonly userIds: readonly string[];
  readonly type: (typeof eventTypes)[keyof typeof eventTypes];
  readonly status: (typeof eventCauses)[Cause];
  readonly time: number;
}

/** The chatrooms that exist. Every access first ends those whose time is over. */
export class Chatrooms {
  readonly events: StatusEvent[] = [];
  private readonly context: EmulatorContext;
  private readonly onEvent: (event: StatusEvent) => void;
  private readonly rooms = new Map<string, Chatroom>();

  constructor(context: EmulatorContext, onEvent: (event: StatusEvent) => void) {
    this.context = context;
    this.onEvent = onEvent;
  }

  create(id: string, settings: ChatroomSettings): Chatroom {
    const room = newChatroom(id, settings, this.context.clock);
    this.rooms.set(id, room);
    this.report(room, 'created', 'call');
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
    if (room !== undefined) this.end(room, cause);
  }

  /** Adds a member, who leaves other chatrooms if only one is allowed. */
  join(room: Chatroom, userId: string): void {
    const { clock, behaviour } = this.context;
    if (behaviour.oneRoomPerUser) for (const one of this.all()) if (one !== room) this.leave(one, userId);
    this.touch(room);
    if (room.members.has(userId)) return;
    room.members.set(userId, { joinedAt: clock.now(), messagesMissed: 0 });
    this.report(room, 'joined', 'call', [userId]);
  }

  leave(room: Chatroom, userId: string, cause: Cause = 'call'): void {
    if (!room.members.delete(userId)) return;
    this.touch(room);
    this.report(room, 'left', cause, [userId]);
  }

  /** A join, a leave or a message: the idle time starts again. */
  touch(room: Chatroom): void {
    room.lastActivityAt = this.context.clock.now();
  }

  private endIfDue(room: Chatroom): void {
    const time = endsAt(room);
    if (time <= this.context.clock.now()) this.end(room, 'autoDestroy', time);
  }

  /** Reports no leave of the members. [U] */
  private end(room: Chatroom, cause: Cause, time?: number): void {
    this.rooms.delete(room.id);
    this.report(room, 'destroyed', cause, [], time);
  }

  private report(
    { id: chatRoomId }: Chatroom,
    type: keyof typeof eventTypes,
    cause: Cause,
    userIds: readonly string[] = [],
    time = this.context.clock.now(),
  ): void {
    const event = { chatRoomId, userIds, type: eventTypes[type], status: eventCauses[cause], time };
    appendTo(this.events, event);
    this.onEvent(event);
  }
}
