import type { Behaviour } from '../behaviour.ts';
import { flag, id, ids, integer, keyed, optional } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import type { Chatroom, ChatroomSettings } from '../state/chatroom.ts';
import { type Call, type CallContext, call, roomCall, wallClock } from './call.ts';
import { checkEntries, type Entries, entryInfo, writeEntries } from './chatroom-attributes.ts';

/** https://docs.rongcloud.io/platform-chat-api/chatroom/create: one hour to seven days. */
const minDestroyMinutes = 60;
const maxDestroyMinutes = 10_080;
const maxRoomsCreated = 100;
const maxMuteExceptions = 20;
/** The documents state no limit for a destroy; this one only keeps a list from being endless. */
const maxRoomsDestroyed = 1000;

const destroyType = integer(0, 1);
/** The Go SDK always sends `destroyTime`, and 0 where its caller left it out. */
const destroyTime = optional(integer(0, maxDestroyMinutes), 0);

interface Lifetime {
  readonly destroyType: number;
  readonly destroyTime: number;
}

function lifetimeSettings(lifetime: Lifetime, behaviour: Behaviour): Omit<ChatroomSettings, 'name'> {
  const minutes = lifetime.destroyTime === 0 ? minDestroyMinutes : lifetime.destroyTime;
  if (minutes < minDestroyMinutes)
    throw new Refusal(behaviour.badNumber, `destroyTime must be at least ${minDestroyMinutes}.`);
  return { destroyType: lifetime.destroyType === 1 ? 'fixed' : 'idle', destroyMinutes: minutes };
}

interface Creation {
  readonly id: string;
  readonly settings: ChatroomSettings;
}

/** Makes the room, or deals with one that exists as the option `createExisting` says. */
function createRoom({ id, settings }: Creation, { app, behaviour }: CallContext): Chatroom | undefined {
  const existing = app.chatrooms.get(id);
  if (existing === undefined) return app.chatrooms.create(id, settings);
  if (behaviour.createExisting === 'refused') throw new Refusal('badParameter', 'Chatroom exists.');
  if (behaviour.createExisting === 'ignored') return undefined;
  existing.settings = settings;
  return existing;
}

function checkFirstEntries(entries: Entries, behaviour: Behaviour): void {
  if (behaviour.servicesOff.includes('attributes')) throw new Refusal('serviceOff');
  checkEntries(entries, behaviour);
}

const createCalls: readonly Call[] = [
  call({
    path: '/chatroom/create_new.json',
    parameters: {
      chatroomId: id(),
      destroyType: optional(destroyType, 0),
      destroyTime,
      isBan: optional(flag(), false),
      whiteUserIds: optional(ids(maxMuteExceptions), []),
      entryOwnerId: optional(id()),
      entryInfo: optional(entryInfo),
    },
    run: (values, context) => {
      const { behaviour, now } = context;
      const settings = { name: '', ...lifetimeSettings(values, behaviour) };
      if (values.entryOwnerId !== undefined) {
        if (values.entryInfo === undefined) throw new Refusal('badParameter', 'entryInfo is missing.');
        checkFirstEntries(values.entryInfo, behaviour);
      }
      const room = createRoom({ id: values.chatroomId, settings }, context);
      if (room === undefined) return;
      room.isMuted = values.isBan;
      for (const userId of values.whiteUserIds) room.muteExceptions.add(userId);
      const { entryOwnerId: userId, entryInfo: entries } = values;
      if (userId !== undefined && entries !== undefined)
        writeEntries(room, entries, { userId, autoDelete: false, now });
    },
  }),
  // Deprecated by the vendor, and the only create of the official Node SDK.
  call({
    path: '/chatroom/create.json',
    parameters: { chatroom: keyed(maxRoomsCreated) },
    run: ({ chatroom }, context) => {
      const destroyMinutes = context.behaviour.defaultIdleMinutes;
      for (const [roomId, name] of chatroom)
        createRoom({ id: roomId, settings: { name, destroyType: 'idle', destroyMinutes } }, context);
    },
  }),
];

const destroyCalls: readonly Call[] = [
  call({
    path: '/chatroom/destroy.json',
    parameters: { chatroomId: ids(maxRoomsDestroyed) },
    run: ({ chatroomId }, { app, behaviour }) => {
      const isUnknown = chatroomId.some((roomId) => app.chatrooms.get(roomId) === undefined);
      if (isUnknown && behaviour.destroyUnknown === 'refused') throw new Refusal('noSuchRoom');
      for (const roomId of chatroomId) app.chatrooms.destroy(roomId);
    },
  }),
  roomCall({
    path: '/chatroom/destroy/set.json',
    parameters: { destroyType, destroyTime },
    run: (room, lifetime, { behaviour }) => {
      room.settings = { ...room.settings, ...lifetimeSettings(lifetime, behaviour) };
    },
  }),
];

const maxRoomsQueried = 20;

const queryCalls: readonly Call[] = [
  call({
    path: '/chatroom/get.json',
    parameters: { chatroomId: id() },
    run: ({ chatroomId }, { app }) => {
      const room = app.chatrooms.get(chatroomId);
      if (room === undefined) throw new Refusal('noSuchRoom');
      return {
        chatroomId,
        createTime: room.createdAt,
        memberCount: room.members.size,
        destroyType: room.settings.destroyType === 'fixed' ? 1 : 0,
        destroyTime: room.settings.destroyMinutes,
        ban: room.isMuted,
      };
    },
  }),
  // Deprecated. Without an id it used to list every room.
  call({
    path: '/chatroom/query.json',
    parameters: { chatroomId: optional(ids(maxRoomsQueried), []) },
    run: ({ chatroomId }, { app, behaviour }) => ({
      chatRooms: app.chatrooms
        .all()
        .filter((room) => chatroomId.length === 0 || chatroomId.includes(room.id))
        .map((room) => ({
          [behaviour.oldQueryIdKey]: room.id,
          name: room.settings.name,
          time: wallClock(room.createdAt, behaviour),
        })),
    }),
  }),
];

const maxMembersListed = 500;
const maxMembersChecked = 1000;
const maxUsersJoined = 50;

/** The room to join, made where the option `joinUnknown` says so. */
function roomToJoin(roomId: string, { app, behaviour }: CallContext): Chatroom {
  const room = app.chatrooms.get(roomId);
  if (room !== undefined) return room;
  if (behaviour.joinUnknown === 'refused') throw new Refusal('noSuchRoom');
  const destroyMinutes = behaviour.defaultIdleMinutes;
  return app.chatrooms.create(roomId, { name: '', destroyType: 'idle', destroyMinutes });
}

const memberCalls: readonly Call[] = [
  // In the SDKs until 2018: the only way in for a server.
  call({
    path: '/chatroom/join.json',
    parameters: { userId: ids(maxUsersJoined), chatroomId: id() },
    isPresent: ({ joinCall }) => joinCall === 'present',
    run: ({ userId, chatroomId }, context) => {
      const room = roomToJoin(chatroomId, context);
      // Who is blocked is left out; what the real call said of that is not known.
      for (const one of userId) if (!room.blocked.has(one)) context.app.chatrooms.join(room, one);
    },
  }),
  roomCall({
    path: '/chatroom/user/query.json',
    parameters: { count: integer(1, maxMembersListed), order: integer(1, 2) },
    withoutRoom: { total: 0, users: [] },
    run: (room, { count, order }, { behaviour }) => {
      const byJoining = [...room.members];
      const ordered = order === 1 ? byJoining : byJoining.reverse();
      return {
        total: room.members.size,
        users: ordered
          .slice(0, count)
          .map(([userId, { joinedAt }]) => ({ id: userId, time: wallClock(joinedAt, behaviour) })),
      };
    },
  }),
  // One user is answered with a boolean, several with 1 and 0.
  roomCall({
    path: '/chatroom/user/exist.json',
    parameters: { userId: id() },
    withoutRoom: { isInChrm: false },
    run: (room, { userId }) => ({ isInChrm: room.members.has(userId) }),
  }),
  roomCall({
    path: '/chatroom/users/exist.json',
    parameters: { userId: ids(maxMembersChecked) },
    withoutRoom: { result: [] },
    run: (room, { userId }) => ({
      result: userId.map((one) => ({ userId: one, isInChrm: room.members.has(one) ? 1 : 0 })),
    }),
  }),
];

export const chatroomCalls: readonly Call[] = [
  ...createCalls,
  ...destroyCalls,
  ...queryCalls,
  ...memberCalls,
];
