import { id, ids, texts } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import { addUpTo, type Call, call, roomCall } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/keep-alive/add-to-keep-alive and its neighbours
const maxProtectedMembers = 5;
const maxMessageTypes = 20;
const maxLowPriorityTypesPerCall = 5;
const objectNameLengths = { maxCharacters: 32 };

/** Rooms that end only by being destroyed. */
const keepAliveCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/keepalive/add.json',
    parameters: {},
    service: 'keepAlive',
    run: (room, _values, { app, behaviour }) => {
      const { keptAlive } = app.chatrooms;
      if (keptAlive.has(room.id) && behaviour.keepAliveTwice === 'refused')
        throw new Refusal('badParameter', 'Chatroom is kept alive already.');
      if (!keptAlive.has(room.id) && keptAlive.size >= behaviour.keepAliveQuota)
        throw new Refusal('keepAliveQuota');
      keptAlive.add(room.id);
    },
  }),
  call({
    path: '/chatroom/keepalive/remove.json',
    parameters: { chatroomId: id() },
    service: 'keepAlive',
    run: ({ chatroomId }, { app }) => {
      if (!app.chatrooms.keptAlive.delete(chatroomId)) throw new Refusal('notKeptAlive');
    },
  }),
  call({
    path: '/chatroom/keepalive/query.json',
    parameters: {},
    service: 'keepAlive',
    run: (_values, { app, behaviour }) => ({
      code: behaviour.keepAliveQueryCode,
      chatroomIds: [...app.chatrooms.keptAlive],
    }),
  }),
];

/** Members who stay in while offline. The reply's `users` are plain ids. */
const memberProtectionCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/user/whitelist/add.json',
    parameters: { userId: ids(maxProtectedMembers) },
    service: 'memberProtection',
    run: (room, { userId }, { behaviour }) =>
      void addUpTo(room.protectedMembers, userId, { max: maxProtectedMembers, behaviour }),
  }),
  roomCall({
    path: '/chatroom/user/whitelist/remove.json',
    parameters: { userId: ids(maxProtectedMembers) },
    service: 'memberProtection',
    run: (room, { userId }) => {
      for (const user of userId) room.protectedMembers.delete(user);
    },
  }),
  roomCall({
    path: '/chatroom/user/whitelist/query.json',
    parameters: {},
    service: 'memberProtection',
    withoutRoom: { users: [] },
    run: (room) => ({ users: [...room.protectedMembers] }),
  }),
];

/** Message types that are not dropped under load. `objectnames` and `whitlistMsgType` are the wire's spelling. */
const messageTypeCalls: readonly Call[] = [
  call({
    path: '/chatroom/whitelist/add.json',
    parameters: { objectnames: texts(maxMessageTypes, objectNameLengths) },
    service: 'messageTypeProtection',
    run: ({ objectnames }, { app, behaviour }) =>
      void addUpTo(app.protectedMessageTypes, objectnames, { max: maxMessageTypes, behaviour }),
  }),
  call({
    path: '/chatroom/whitelist/delete.json',
    parameters: { objectnames: texts(maxMessageTypes, objectNameLengths) },
    service: 'messageTypeProtection',
    run: ({ objectnames }, { app }) => {
      for (const name of objectnames) app.protectedMessageTypes.delete(name);
    },
  }),
  call({
    path: '/chatroom/whitelist/query.json',
    parameters: {},
    service: 'messageTypeProtection',
    run: (_values, { app }) => ({ whitlistMsgType: [...app.protectedMessageTypes] }),
  }),
];

/** Message types that are dropped first. */
const lowPriorityCalls: readonly Call[] = [
  call({
    path: '/chatroom/message/priority/add.json',
    parameters: { objectName: texts(maxLowPriorityTypesPerCall, objectNameLengths) },
    service: 'lowPriorityTypes',
    run: ({ objectName }, { app, behaviour }) =>
      void addUpTo(app.lowPriorityTypes, objectName, { max: maxMessageTypes, behaviour }),
  }),
  call({
    path: '/chatroom/message/priority/remove.json',
    parameters: { objectName: texts(maxLowPriorityTypesPerCall, objectNameLengths) },
    service: 'lowPriorityTypes',
    run: ({ objectName }, { app }) => {
      for (const name of objectName) app.lowPriorityTypes.delete(name);
    },
  }),
  call({
    path: '/chatroom/message/priority/query.json',
    parameters: {},
    service: 'lowPriorityTypes',
    run: (_values, { app }) => ({ objectNames: [...app.lowPriorityTypes] }),
  }),
];

/** In every SDK, in no current document. */
const distributionCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/message/stopDistribution.json',
    parameters: {},
    run: (room) => {
      room.isDistributing = false;
    },
  }),
  roomCall({
    path: '/chatroom/message/resumeDistribution.json',
    parameters: {},
    run: (room) => {
      room.isDistributing = true;
    },
  }),
];

export const chatroomProtectionCalls: readonly Call[] = [
  ...keepAliveCalls,
  ...memberProtectionCalls,
  ...messageTypeCalls,
  ...lowPriorityCalls,
  ...distributionCalls,
];
