import type { Clock } from '../clock.ts';
import { type TimedList, timedList } from './timed-list.ts';

export interface Member {
  readonly joinedAt: number;
  /** Messages sent since the member went offline; see the auto-exit rule in messages.ts. */
  messagesMissed: number;
}

export interface ChatroomSettings {
  /** The chatroom ends by itself `destroyMinutes` after its last activity, or after its creation. */
  readonly destroyType: 'idle' | 'fixed';
  readonly destroyMinutes: number;
}

/** For a creation without a destroy type. [D] A console setting, 1 to 24 hours. */
export const defaultSettings: ChatroomSettings = { destroyType: 'idle', destroyMinutes: 60 };

/** A chatroom and everything that ends with it. */
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
  /** Users who may send while the chatroom is muted. */
  muteExceptions: Set<string>;
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
});

const minuteMs = 60_000;

/** When the chatroom ends by itself if nothing happens in it until then. */
export function endsAt({ settings, createdAt, lastActivityAt }: Chatroom): number {
  const from = settings.destroyType === 'fixed' ? createdAt : lastActivityAt;
  return from + settings.destroyMinutes * minuteMs;
}

/** https://docs.rongcloud.io/platform-chat-api/chatroom/mute/add-to-chatroom-ban-whitelist: exceptions win. */
export const maySend = (userId: string, room: Chatroom): boolean =>
  room.muteExceptions.has(userId) || !(room.isMuted || room.muted.has(userId));
