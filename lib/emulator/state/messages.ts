import type { Clock } from '../clock.ts';
import { appendTo } from '../log.ts';
import type { Chatroom } from './chatroom.ts';
import type { Chatrooms } from './chatrooms.ts';
import type { Users } from './users.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/member/check-members: the first message 30 s after a
// member went offline removes that member, and so does the 31st message before that.
const offlineGraceMs = 30_000;
const offlineGraceMessages = 30;

export interface Message {
  readonly fromUserId: string;
  readonly objectName: string;
  readonly content: string;
  readonly uid: string;
  readonly sentAt: number;
  /** The chatroom's id. */
  readonly targetId: string;
}

export function createMessages(clock: Clock, users: Users, chatrooms: Chatrooms) {
  const sent: Message[] = [];
  let serial = 0;
  const removeAbsent = (room: Chatroom): void => {
    for (const [userId, member] of [...room.members]) {
      const offlineSince = users.offlineSince(userId);
      member.messagesMissed = offlineSince === undefined ? 0 : member.messagesMissed + 1;
      if (offlineSince === undefined) continue;
      const isLate = clock.now() - offlineSince > offlineGraceMs;
      if (isLate || member.messagesMissed > offlineGraceMessages) chatrooms.leave(room, userId, 'autoExit');
    }
  };
  return {
    sent,
    /** Sends to a chatroom: counts as activity and removes members who have been offline too long. */
    send: (room: Chatroom, draft: Pick<Message, 'fromUserId' | 'objectName' | 'content'>): Message => {
      serial += 1;
      const message = { ...draft, targetId: room.id, uid: messageUid(serial), sentAt: clock.now() };
      appendTo(sent, message);
      chatrooms.touch(room);
      removeAbsent(room);
      return message;
    },
  };
}

/** Four groups of four capital letters and digits, like the real ones: 5FGT-7VA9-G4DD-4V5P. */
const messageUid = (serial: number): string =>
  serial
    .toString(36)
    .toUpperCase()
    .padStart(16, '0')
    .replaceAll(/.{4}(?=.)/g, '$&-');
