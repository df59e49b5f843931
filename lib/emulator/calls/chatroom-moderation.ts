import type { Behaviour } from '../behaviour.ts';
import { flag, ids, integer, optional, text } from '../parameters.ts';
import type { TimedList } from '../state/timed-list.ts';
import { addUpTo, type Call, call, type Reply, roomCall, wallClock } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-user and its neighbours
const maxUsers = 20;
const maxMuteExceptions = 20;
const sanctionMinutes = integer(1, 43_200);
const defaultPageSize = 50;
const maxPageSize = 1000;

const userId = ids(maxUsers);
/** Whether clients are told, and what; nothing here delivers it. */
const notice = { needNotify: optional(flag(), false), extra: optional(text()) };

const endTimes = (list: TimedList, behaviour: Behaviour): Reply => ({
  users: list.entries().map(([user, endsAt]) => ({ time: wallClock(endsAt, behaviour), userId: user })),
});

const muteCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/user/gag/add.json',
    parameters: { userId, minute: sanctionMinutes, ...notice },
    run: (room, { userId, minute }) => {
      room.muted.add(userId, minute);
    },
  }),
  roomCall({
    path: '/chatroom/user/gag/rollback.json',
    parameters: { userId, ...notice },
    run: (room, { userId }) => {
      room.muted.remove(userId);
    },
  }),
  roomCall({
    path: '/chatroom/user/gag/list.json',
    parameters: {},
    withoutRoom: { users: [] },
    run: (room, _values, { behaviour }) => endTimes(room.muted, behaviour),
  }),
];

/** "Ban" with a user means silenced in every room. */
const globalMuteCalls: readonly Call[] = [
  call({
    path: '/chatroom/user/ban/add.json',
    parameters: { userId, minute: sanctionMinutes, ...notice },
    service: 'globalMute',
    run: ({ userId, minute }, { app }) => {
      app.globalMutes.add(userId, minute);
    },
  }),
  call({
    path: '/chatroom/user/ban/remove.json',
    parameters: { userId, ...notice },
    service: 'globalMute',
    run: ({ userId }, { app }) => {
      app.globalMutes.remove(userId);
    },
  }),
  call({
    path: '/chatroom/user/ban/query.json',
    parameters: {},
    service: 'globalMute',
    run: (_values, { app, behaviour }) => endTimes(app.globalMutes, behaviour),
  }),
];

/** "Ban" with a room means that nobody in it may speak, but for its exceptions. */
const roomMuteCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/ban/add.json',
    parameters: notice,
    run: (room) => {
      room.isMuted = true;
    },
  }),
  roomCall({
    path: '/chatroom/ban/rollback.json',
    parameters: notice,
    run: (room) => {
      room.isMuted = false;
    },
  }),
  roomCall({
    path: '/chatroom/ban/check.json',
    parameters: {},
    withoutRoom: { status: 0 },
    run: (room) => ({ status: room.isMuted ? 1 : 0 }),
  }),
  call({
    path: '/chatroom/ban/query.json',
    parameters: {
      size: optional(integer(1, maxPageSize), defaultPageSize),
      page: optional(integer(1, Number.MAX_SAFE_INTEGER), 1),
    },
    run: ({ size, page }, { app }) => ({
      chatroomIds: app.chatrooms
        .all()
        .filter(({ isMuted }) => isMuted)
        .slice((page - 1) * size, page * size)
        .map(({ id }) => id),
    }),
  }),
  roomCall({
    path: '/chatroom/user/ban/whitelist/add.json',
    parameters: { userId, ...notice },
    run: (room, { userId }, { behaviour }) =>
      void addUpTo(room.muteExceptions, userId, { max: maxMuteExceptions, behaviour }),
  }),
  roomCall({
    path: '/chatroom/user/ban/whitelist/rollback.json',
    parameters: { userId, ...notice },
    run: (room, { userId }) => {
      for (const user of userId) room.muteExceptions.delete(user);
    },
  }),
  roomCall({
    path: '/chatroom/user/ban/whitelist/query.json',
    parameters: {},
    withoutRoom: { userIds: [] },
    run: (room) => ({ userIds: [...room.muteExceptions] }),
  }),
];

const blockCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/user/block/add.json',
    parameters: { userId, minute: sanctionMinutes, ...notice },
    run: (room, { userId, minute }, { app }) => {
      room.blocked.add(userId, minute);
      for (const user of userId) app.chatrooms.leave(room, user, 'blocked');
    },
  }),
  roomCall({
    path: '/chatroom/user/block/rollback.json',
    parameters: { userId, ...notice },
    run: (room, { userId }) => {
      room.blocked.remove(userId);
    },
  }),
  roomCall({
    path: '/chatroom/user/block/list.json',
    parameters: {},
    withoutRoom: { users: [] },
    run: (room, _values, { behaviour }) => endTimes(room.blocked, behaviour),
  }),
];

export const chatroomModerationCalls: readonly Call[] = [
  ...muteCalls,
  ...globalMuteCalls,
  ...roomMuteCalls,
  ...blockCalls,
];
