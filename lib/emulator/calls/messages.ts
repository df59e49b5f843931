import { flag, id, ids, integer, optional, text, texts } from '../parameters.ts';
import { perSecond, type Rate } from '../rates.ts';
import { Refusal } from '../refusals.ts';
import { type Call, type CallContext, call } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/message/send-chatroom and its neighbours
const maxContentBytes = 128 * 1024;
const messagesPerSecond = 100;
const maxPrivateTargets = 1000;
const maxSystemTargets = 100;
/** Ten are recommended; beyond a hundred the rate alone would refuse it. */
const maxRooms = 100;
const hourMs = 3_600_000;

const draft = {
  fromUserId: id(),
  objectName: text({ maxCharacters: 32 }),
  content: text({ maxBytes: maxContentBytes }),
};
const toRooms = {
  isPersisted: optional(flag(), true),
  isIncludeSender: optional(flag(), false),
  priority: optional(integer(0, 3), 0),
  msgRandom: optional(text()),
};

const targets = (name: string) => (form: URLSearchParams) => Math.max(1, form.getAll(name).length);

function checkMsgRandom(msgRandom: string | undefined, { app, behaviour }: CallContext): void {
  const isRepeated = msgRandom !== undefined && app.messages.isRepeated(msgRandom);
  if (isRepeated && behaviour.repeatedMsgRandom === 'refused')
    throw new Refusal('badParameter', 'msgRandom repeated.');
}

const chatroomMessageCalls: readonly Call[] = [
  call({
    path: '/message/chatroom/publish.json',
    parameters: { ...draft, toChatroomId: ids(maxRooms), ...toRooms },
    rates: [perSecond('/message/chatroom/publish.json', messagesPerSecond)],
    // One message to ten rooms counts for ten.
    cost: targets('toChatroomId'),
    run: ({ fromUserId, objectName, content, toChatroomId, msgRandom }, context) => {
      const { app, behaviour } = context;
      const rooms = toChatroomId.map((roomId) => app.chatrooms.get(roomId));
      if (behaviour.publishToUnknown === 'refused' && rooms.includes(undefined))
        throw new Refusal('noSuchRoom');
      checkMsgRandom(msgRandom, context);
      const messageUIDs = rooms
        .filter((room) => room !== undefined)
        .map((room) => ({
          chatroomId: room.id,
          messageUID: app.messages.sendToRoom(room, { fromUserId, objectName, content }).uid,
        }));
      return behaviour.messageUids === 'present' ? { messageUIDs } : {};
    },
  }),
  // To every room; it is no activity, so it keeps none of them alive.
  call({
    path: '/message/chatroom/broadcast.json',
    parameters: { ...draft, isIncludeSender: optional(flag(), false) },
    rates: [perSecond('/message/chatroom/broadcast.json', 1)],
    service: 'chatroomBroadcast',
    run: ({ fromUserId, objectName, content }, { app }) => {
      app.messages.send({ fromUserId, objectName, content, target: 'all-chatrooms', targetId: '' });
    },
  }),
  // Chatroom messages have conversationType 4; the call serves every kind.
  call({
    path: '/message/recall.json',
    parameters: {
      fromUserId: id(),
      conversationType: integer(1, 10),
      targetId: id(),
      messageUID: text(),
      sentTime: optional(integer(0, Number.MAX_SAFE_INTEGER)),
      isAdmin: optional(flag(), false),
      isDelete: optional(flag(), false),
      disablePush: optional(flag(), false),
      extra: optional(text()),
    },
    run: ({ messageUID, targetId }, { app, behaviour }) => {
      const message = app.messages.find(messageUID);
      const isMeant = message?.targetId === targetId;
      if (!isMeant && behaviour.recallUnknown === 'refused')
        throw new Refusal('badParameter', 'No such message.');
      if (message !== undefined && isMeant) message.isRecalled = true;
    },
  }),
];

/** 6000 a minute, counted for each receiver. */
const privateRate: Rate = { group: 'private messages', limit: 6_000, windowMs: 60_000 };

/** To all users: twice an hour and three times a day. */
const everyoneRates: readonly Rate[] = [
  { group: '/message/broadcast.json', limit: 2, windowMs: hourMs },
  { group: '/message/broadcast.json', limit: 3, windowMs: 24 * hourMs },
];

/** Filled into a template for each receiver, in the receivers' order. */
const template = { values: optional(texts(maxPrivateTargets), []) };

function sendToUsers(
  target: 'private' | 'system',
  message: { fromUserId: string; objectName: string; content: string; toUserId: readonly string[] },
  { app }: CallContext,
): void {
  const { toUserId, ...draft } = message;
  for (const targetId of toUserId) app.messages.send({ ...draft, target, targetId });
}

const userMessageCalls: readonly Call[] = [
  ...['/message/private/publish.json', '/message/private/publish_template.json'].map((path) =>
    call({
      path,
      parameters: { ...draft, toUserId: ids(maxPrivateTargets), ...template },
      rates: [privateRate],
      cost: targets('toUserId'),
      run: ({ values, ...message }, context) => void sendToUsers('private', message, context),
    }),
  ),
  ...['/message/system/publish.json', '/message/system/publish_template.json'].map((path) =>
    call({
      path,
      parameters: { ...draft, toUserId: ids(maxSystemTargets), ...template },
      run: ({ values, ...message }, context) => void sendToUsers('system', message, context),
    }),
  ),
  call({
    path: '/message/broadcast.json',
    parameters: draft,
    rates: everyoneRates,
    run: (message, { app }) => void app.messages.send({ ...message, target: 'everyone', targetId: '' }),
  }),
];

const hourText = text({ maxCharacters: 10 });

/** Logs are fetched by the hour; the emulator writes none, so there is never an address to fetch from. */
const historyCalls: readonly Call[] = [
  call({
    path: '/message/history.json',
    parameters: { date: hourText },
    run: ({ date }) => ({ url: '', date }),
  }),
  call({
    path: '/message/history/delete.json',
    parameters: { date: hourText },
    run: () => undefined,
  }),
];

export const messageCalls: readonly Call[] = [...chatroomMessageCalls, ...userMessageCalls, ...historyCalls];
