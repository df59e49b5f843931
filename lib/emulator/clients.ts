import type { App } from './state/app.ts';
import { maySend } from './state/chatroom.ts';

/** Codes that RongCloud's client SDKs report; 0 is success. */
const clientCodes = {
  ok: 0,
  notInRoom: 23406,
  muted: 23408,
  blocked: 23409,
  noSuchRoom: 23410,
  invalidToken: 31004,
} as const;

/** The actions of the app's own clients; no server call performs these. */
export const createClients = ({ users, chatrooms, messages, behaviour }: App) => ({
  /** Connects with a token that the app's server got. */
  connect: (token: string) => {
    const userId = users.userOf(token);
    if (userId === undefined) return clientCodes.invalidToken;
    users.setOnline(userId, true);
    return clientCodes.ok;
  },
  goOnline: (userId: string) => users.setOnline(userId, true),
  goOffline: (userId: string) => users.setOnline(userId, false),
  isOnline: (userId: string) => users.isOnline(userId),
  join: (userId: string, roomId: string) => {
    const room = chatrooms.getOrCreate(roomId);
    if (room === undefined) return clientCodes.noSuchRoom;
    if (room.blocked.has(userId)) return clientCodes.blocked;
    users.setOnline(userId, true);
    chatrooms.join(room, userId);
    return clientCodes.ok;
  },
  leave: (userId: string, roomId: string) => {
    const room = chatrooms.get(roomId);
    if (!room?.members.has(userId)) return clientCodes.notInRoom;
    chatrooms.leave(room, userId);
    return clientCodes.ok;
  },
  /** Sends a text message to a chatroom. */
  send: (userId: string, roomId: string, text: string) => {
    const room = chatrooms.get(roomId);
    if (room === undefined) return clientCodes.noSuchRoom;
    if (!room.members.has(userId) && behaviour.outsiderMessages === 'refused') return clientCodes.notInRoom;
    if (!maySend(userId, room)) return clientCodes.muted;
    const content = JSON.stringify({ content: text });
    messages.send(room, { fromUserId: userId, objectName: 'RC:TxtMsg', content });
    return clientCodes.ok;
  },
});
