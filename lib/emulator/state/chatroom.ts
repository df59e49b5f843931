import type { Clock } from '../clock.ts';
import { type TimedList, timedList } from './timed-list.ts';

export interface Attribute {
  readonly value: string;
  readonly userId: string;
  readonly autoDelete: boolean;
  readonly setAt: number;
}

export interface Member {
  readonly joinedAt: number;
  /** Messages that the room had since the member went offline; see the auto-exit rule in messages.ts. */
  messagesMissed: number;
}

export interface ChatroomSettings {
  readonly name: string;
  /** When the room ends by itself: after so long without activity, or so long after its creation. */
  readonly destroyType: 'idle' | 'fixed';
  readonly destroyMinutes: number;
}

/** A room and all that is lost with it. */
export interface Chatroom {
  readonly id: string;
  readonly createdAt: number;
  settings: ChatroomSettings;
  lastActivityAt: number;
  /** In the order of joining. */
  readonly members: Map<string, Member>;
  readonly muted: TimedList;
  readonly blocked: TimedList;
  isMuted: boolean;
  /** Who may speak while the room is muted. */
  readonly muteExceptions: Set<string>;
  /** Who is never put out for being offline. */
  readonly protectedMembers: Set<string>;
  readonly attributes: Map<string, Attribute>;
  isDistributing: boolean;
}

export const newChatroom = (id: string, settings: ChatroomSettings, clock: Clock): Chatroom => ({
  id,
  createdAt: clock.now(),
  settings,
  lastActivityAt: clock.now(),
  members: new Map(),
  muted: timedList(clock),
  blocked: timedList(clock),
  isMuted: false,
  muteExceptions: new Set(),
  protectedMembers: new Set(),
  attributes: new Map(),
  isDistributing: true,
});

const minuteMs = 60_000;

/** When the room ends by itself, if nothing happens in it until then. */
export function endsAt({ settings, createdAt, lastActivityAt }: Chatroom): number {
  const from = settings.destroyType === 'fixed' ? createdAt : lastActivityAt;
  return from + settings.destroyMinutes * minuteMs;
}
