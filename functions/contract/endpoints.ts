import { chatroomAnnounce } from './endpoints/chatroom-announce.ts';
import { chatroomAnnouncement } from './endpoints/chatroom-announcement.ts';
import { chatroomAssistants } from './endpoints/chatroom-assistants.ts';
import { chatroomAttendance } from './endpoints/chatroom-attendance.ts';
import { chatroomCreate } from './endpoints/chatroom-create.ts';
import { chatroomDestroy } from './endpoints/chatroom-destroy.ts';
import { chatroomJoin } from './endpoints/chatroom-join.ts';
import { chatroomKick } from './endpoints/chatroom-kick.ts';
import { chatroomList } from './endpoints/chatroom-list.ts';
import { chatroomMembers } from './endpoints/chatroom-members.ts';
import { chatroomMute } from './endpoints/chatroom-mute.ts';
import { chatroomQuery } from './endpoints/chatroom-query.ts';
import { chatroomSanctions } from './endpoints/chatroom-sanctions.ts';
import { chatroomSilence } from './endpoints/chatroom-silence.ts';
import { userGetToken } from './endpoints/user-get-token.ts';

/** In the order of the documents. */
const rows = [
  userGetToken,
  chatroomCreate,
  chatroomJoin,
  chatroomDestroy,
  chatroomQuery,
  chatroomList,
  chatroomMembers,
  chatroomSilence,
  chatroomMute,
  chatroomKick,
  chatroomSanctions,
  chatroomAnnounce,
  chatroomAnnouncement,
  chatroomAssistants,
  chatroomAttendance,
] as const;

type Rows = { readonly [Row in (typeof rows)[number] as Row['name']]: Row };

/**
 * The table of all endpoints, for the stack, the local run, the documents and the client. A function imports only its
 * own row, so that its bundle includes no other.
 */
export const endpoints = Object.fromEntries(rows.map((row) => [row.name, row])) as Rows;

export type EndpointName = keyof Rows;
