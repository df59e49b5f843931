import type { Clock } from '../clock.ts';
import { timedList } from './timed-list.ts';

interface Member {
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
export type Chatroom = ReturnType<typeof newChatroom>;

export const newChatroom = (id: string, settings: ChatroomSettings, clock: Clock) => ({
  id,
  createdAt: clock.now(),
  settings,
  lastActivityAt: clock.now(),
  /** In the order of joining. */
  members: new Map<string, Member>(),
  muted: timedList(clock),
  blocked: timedList(clock),
  isMuted: false,
  /** Users who may send while the chatroom is muted. */
  muteExceptions: new Set<string>(),
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
