import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Chatroom } from './chatroom.ts';
import type { Chatrooms } from './chatrooms.ts';
import type { Users } from './users.ts';

// A member who is offline is put out by the first message after 30 s, or by the 31st message before that.
const offlineGraceMs = 30_000;
const offlineGraceMessages = 30;
const msgRandomWindowMs = 60_000;

export type Target = 'chatroom' | 'all-chatrooms' | 'private' | 'system' | 'everyone';

export interface MessageDraft {
  readonly fromUserId: string;
  readonly target: Target;
  /** Room or user; empty where the message is for all. */
  readonly targetId: string;
  readonly objectName: string;
  readonly content: string;
}

export interface Message extends MessageDraft {
  readonly uid: string;
  readonly sentAt: number;
  isRecalled: boolean;
}

export interface Messages {
  readonly sent: readonly Message[];
  send(draft: MessageDraft): Message;
  /** Sends to a room: it counts as activity, and puts out members who have been offline too long. */
  sendToRoom(room: Chatroom, draft: Omit<MessageDraft, 'target' | 'targetId'>): Message;
  find(uid: string): Message | undefined;
  /** Whether this `msgRandom` was used within the last minute; remembers it. */
  isRepeated(msgRandom: string): boolean;
}

export interface MessagesContext {
  readonly clock: Clock;
  readonly users: Users;
  readonly chatrooms: Chatrooms;
}

export function createMessages({ clock, users, chatrooms }: MessagesContext): Messages {
  const sent: Message[] = [];
  const byUid = new Map<string, Message>();
  const randoms = new Map<string, number>();

  const send = (draft: MessageDraft): Message => {
    const message = { ...draft, uid: messageUid(sent.length), sentAt: clock.now(), isRecalled: false };
    sent.push(message);
    byUid.set(message.uid, message);
    return message;
  };

  const putOutAbsent = (room: Chatroom) => {
    for (const [userId, member] of [...room.members]) {
      const offlineSince = users.offlineSince(userId);
      member.messagesMissed = offlineSince === undefined ? 0 : member.messagesMissed + 1;
      if (offlineSince === undefined || room.protectedMembers.has(userId)) continue;
      const isLate = clock.now() - offlineSince > offlineGraceMs;
      if (isLate || member.messagesMissed > offlineGraceMessages) chatrooms.leave(room, userId, 'autoExit');
    }
  };

  return {
    sent,
    send,
    sendToRoom: (room, draft) => {
      const message = send({ ...draft, target: 'chatroom', targetId: room.id });
      chatrooms.touch(room);
      putOutAbsent(room);
      return message;
    },
    find: (uid) => byUid.get(uid),
    isRepeated: (msgRandom) => {
      const usedAt = randoms.get(msgRandom);
      randoms.set(msgRandom, clock.now());
      return usedAt !== undefined && clock.now() - usedAt < msgRandomWindowMs;
    },
  };
}

/** Four groups of four capital letters and digits, as the real ones look: 5FGT-7VA9-G4DD-4V5P. */
function messageUid(serial: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(String(serial)).digest('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, 16);
  return [0, 4, 8, 12].map((start) => digits.slice(start, start + 4)).join('-');
}
