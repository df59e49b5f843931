import { flag, ids, integer, optional, text } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import type { Chatroom } from '../state/chatroom.ts';
import type { TimedList } from '../state/timed-list.ts';
import { type Call, roomCall, wallClock } from './call.ts';
import { maxMuteExceptions } from './chatrooms.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-user and its neighbours
const userId = ids(20);
const minute = integer(1, 43_200);

/** A notice to the clients, and its text; the emulator delivers none. */
const notice = { needNotify: optional(flag, false), extra: optional(text()) };

const sanctionCalls = (path: string, listOf: (room: Chatroom) => TimedList): readonly Call[] => [
  roomCall({
    path: `${path}/add.json`,
    parameters: { userId, minute, ...notice },
    run: (room, values, { chatrooms }) => {
      listOf(room).add(values.userId, values.minute);
      for (const one of values.userId) if (room.blocked.has(one)) chatrooms.leave(room, one, 'blocked');
    },
  }),
  roomCall({
    path: `${path}/rollback.json`,
    parameters: { userId, ...notice },
    run: (room, values) => listOf(room).remove(values.userId),
  }),
  roomCall({
    path: `${path}/list.json`,
    parameters: {},
    withoutRoom: { users: [] },
    run: (room, _values, { behaviour }) => ({
      users: listOf(room)
        .entries()
        .map(([user, endsAt]) => ({ time: wallClock(endsAt, behaviour), userId: user })),
    }),
  }),
];

/** RongCloud's "ban" of a chatroom: nobody in it may send, except for the listed users. */
const roomMuteCall = (path: string, isMuted: boolean): Call =>
  roomCall({
    path,
    parameters: notice,
    run: (room) => {
      room.isMuted = isMuted;
    },
  });

const muteExceptionCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/user/ban/whitelist/add.json',
    parameters: { userId, ...notice },
    run: (room, values) => {
      const all = new Set([...room.muteExceptions, ...values.userId]);
      if (all.size > maxMuteExceptions)
        throw new Refusal('badParameter', `At most ${maxMuteExceptions} in all.`);
      room.muteExceptions = all;
    },
  }),
  roomCall({
    path: '/chatroom/user/ban/whitelist/rollback.json',
    parameters: { userId, ...notice },
    run: (room, values) => {
      for (const one of values.userId) room.muteExceptions.delete(one);
    },
  }),
  roomCall({
    path: '/chatroom/user/ban/whitelist/query.json',
    parameters: {},
    withoutRoom: { userIds: [] },
    run: (room) => ({ userIds: [...room.muteExceptions] }),
  }),
];

export const moderationCalls: readonly Call[] = [
  ...sanctionCalls('/chatroom/user/gag', (room) => room.muted),
  ...sanctionCalls('/chatroom/user/block', (room) => room.blocked),
  roomMuteCall('/chatroom/ban/add.json', true),
  roomMuteCall('/chatroom/ban/rollback.json', false),
  ...muteExceptionCalls,
];
