import type { Behaviour } from './behaviour.ts';
import type { App } from './state/app.ts';
import type { Chatroom } from './state/chatroom.ts';

/** Codes that RongCloud's client SDKs report; 0 is success. */
const clientCodes = {
  ok: 0,
  notInRoom: 23406,
  muted: 23408,
  barred: 23409,
  noSuchRoom: 23410,
  invalidToken: 31004,
  blockedUser: 31009,
} as const;

export type ClientCode = (typeof clientCodes)[keyof typeof clientCodes];

/** What people do in the app: no server call does these. */
export interface Clients {
  /** Connects with a token, as an app does after its server got one. */
  connect(token: string): ClientCode;
  goOnline(userId: string): ClientCode;
  goOffline(userId: string): void;
  isOnline(userId: string): boolean;
  join(userId: string, roomId: string): ClientCode;
  leave(userId: string, roomId: string): ClientCode;
  /** Sends a text message to a room. */
  send(userId: string, roomId: string, content: string): ClientCode;
}

export function createClients(app: App, behaviour: Behaviour): Clients {
  const { users, chatrooms, messages } = app;

  const goOnline = (userId: string): ClientCode => {
    if (users.blocked.has(userId)) return clientCodes.blockedUser;
    users.setOnline(userId, true);
    return clientCodes.ok;
  };

  const roomToJoin = (roomId: string): Chatroom | undefined => {
    const room = chatrooms.get(roomId);
    if (room !== undefined || behaviour.joinUnknown === 'refused') return room;
    const destroyMinutes = behaviour.defaultIdleMinutes;
    return chatrooms.create(roomId, { name: '', destroyType: 'idle', destroyMinutes });
  };

  const isSilenced = (userId: string, room: Chatroom): boolean => {
    if (app.globalMutes.has(userId)) return true;
    return !room.muteExceptions.has(userId) && (room.isMuted || room.muted.has(userId));
  };

  return {
    goOnline,
    connect: (token) => {
      const userId = users.validToken(token)?.userId;
      return userId === undefined ? clientCodes.invalidToken : goOnline(userId);
    },
    goOffline: (userId) => users.setOnline(userId, false),
    isOnline: (userId) => users.isOnline(userId),
    join: (userId, roomId) => {
      const room = roomToJoin(roomId);
      if (room === undefined) return clientCodes.noSuchRoom;
      if (room.blocked.has(userId)) return clientCodes.barred;
      const connected = goOnline(userId);
      if (connected === clientCodes.ok) chatrooms.join(room, userId);
      return connected;
    },
    leave: (userId, roomId) => {
      const room = chatrooms.get(roomId);
      if (!room?.members.has(userId)) return clientCodes.notInRoom;
      chatrooms.leave(room, userId);
      return clientCodes.ok;
    },
    send: (userId, roomId, content) => {
      const room = chatrooms.get(roomId);
      if (!room?.members.has(userId)) return clientCodes.notInRoom;
      if (isSilenced(userId, room)) return clientCodes.muted;
      messages.sendToRoom(room, {
        fromUserId: userId,
        objectName: 'RC:TxtMsg',
        content: JSON.stringify({ content }),
      });
      return clientCodes.ok;
    },
  };
}
