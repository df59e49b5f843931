import { flag, id, ids, integer, keyed, optional } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import type { App } from '../state/app.ts';
import { type Chatroom, type ChatroomSettings, defaultSettings } from '../state/chatroom.ts';
import { type Call, call } from './call.ts';

/** https://docs.rongcloud.io/platform-chat-api/chatroom/create: one hour to seven days. */
const minDestroyMinutes = 60;
const maxDestroyMinutes = 10_080;
const maxRoomsCreated = 100;
export const maxMuteExceptions = 20;
/** The documents state no limit for a destroy; this one only bounds the list. */
const maxRoomsDestroyed = 1000;

/** Creates the chatroom, or treats one that exists as the option `createExisting` says. */
function createRoom(
  roomId: string,
  settings: ChatroomSettings,
  { chatrooms, behaviour }: App,
): Chatroom | undefined {
  const existing = chatrooms.get(roomId);
  if (existing === undefined) return chatrooms.create(roomId, settings);
  if (behaviour.createExisting === 'refused') throw new Refusal('badParameter', 'Chatroom exists.');
  if (behaviour.createExisting === 'ignored') return undefined;
  existing.settings = settings;
  return existing;
}

export const chatroomCalls: readonly Call[] = [
  call({
    path: '/chatroom/create_new.json',
    parameters: {
      chatroomId: id,
      destroyType: optional(integer(0, 1), 0),
      // The Go SDK always sends it, as 0 if its caller left it out.
      destroyTime: optional(integer(0, maxDestroyMinutes), 0),
      isBan: optional(flag, false),
      whiteUserIds: optional(ids(maxMuteExceptions), []),
    },
    run: ({ chatroomId, destroyType, destroyTime, isBan, whiteUserIds }, app) => {
      const destroyMinutes = destroyTime || minDestroyMinutes;
      if (destroyMinutes < minDestroyMinutes)
        throw new Refusal('badParameter', `destroyTime must be at least ${minDestroyMinutes}.`);
      const settings = {
        destroyType: destroyType === 1 ? 'fixed' : 'idle',
        destroyMinutes,
      } as const;
      const room = createRoom(chatroomId, settings, app);
      if (room === undefined) return;
      room.isMuted = isBan;
      room.muteExceptions = new Set(whiteUserIds);
    },
  }),
  // Deprecated by the vendor, and the only create of the official Node SDK. Names are not kept.
  call({
    path: '/chatroom/create.json',
    parameters: { chatroom: keyed(maxRoomsCreated) },
    run: ({ chatroom }, app) => {
      for (const roomId of chatroom) createRoom(roomId, defaultSettings, app);
    },
  }),
  call({
    path: '/chatroom/destroy.json',
    parameters: { chatroomId: ids(maxRoomsDestroyed) },
    run: ({ chatroomId }, { chatrooms, behaviour }) => {
      const isUnknown = chatroomId.some((roomId) => chatrooms.get(roomId) === undefined);
      if (isUnknown && behaviour.destroyUnknown === 'refused') throw new Refusal('noSuchRoom');
      for (const roomId of chatroomId) chatrooms.destroy(roomId);
    },
  }),
  call({
    path: '/chatroom/get.json',
    parameters: { chatroomId: id },
    run: ({ chatroomId }, { chatrooms }) => {
      const room = chatrooms.get(chatroomId);
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
];
