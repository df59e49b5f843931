import type { SeededBug } from './bugs.ts';

/** In the code of the class controls. */
export const controlBugs: readonly SeededBug[] = [
  {
    name: 'a silenced room is recreated open to all',
    file: 'functions/rooms/ensure-alive.ts',
    find: 'await createAtRongCloud(context, { ...room, exemptUserIds: exemptIds(room) }, deadlineAt);',
    replace: 'await createAtRongCloud(context, room, deadlineAt);',
  },
  {
    name: 'mutes and blocks do not come back with a recreated room',
    file: 'functions/rooms/ensure-alive.ts',
    find: 'if (row.controlsVersion > 0) await sendControls(context, row, deadlineAt).catch(unlessRejected);',
    replace: '',
  },
  {
    name: 'a join does not look at the blocks',
    file: 'functions/chatroom-join.ts',
    find: 'if (blockedUntil > deps.clock.now()) throw',
    replace: 'if (blockedUntil > deps.clock.now() + 1e12) throw',
  },
  {
    name: 'who is kicked may write from outside',
    file: 'functions/rooms/controls.ts',
    find: 'minutesLeft([mutedUntil, blockedUntil], now);',
    replace: 'minutesLeft([mutedUntil], now);',
  },
  {
    name: 'a shortened mute that has ended is not lifted',
    file: 'functions/rooms/controls.ts',
    find: 'return set.includes(0) || until > now - liftedAfterEndMs ? 0 : undefined;',
    replace: 'return set.includes(0) ? 0 : undefined;',
  },
  {
    name: 'a silence that was ended stays at RongCloud',
    file: 'functions/rooms/controls.ts',
    find: 'if (room.isSilent === undefined) return;',
    replace: 'if (!room.isSilent) return;',
  },
  {
    name: 'former speakers may still write in a silenced room',
    file: 'functions/rooms/controls.ts',
    find: 'const surplus = present.filter((id) => !wanted.includes(id));',
    replace: 'const surplus: string[] = [];',
  },
  {
    name: 'a control of a room that RongCloud lacks fails',
    file: 'functions/rooms/controls.ts',
    find: 'if (isRejectedWith(error, noSuchChatroom)) {',
    replace: 'if (isRejectedWith(error, -1)) {',
  },
  {
    name: 'a silence that is written late undoes a later one',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: "const unlessChanged = '#controlsVersion = :seenVersion';",
    replace: "const unlessChanged = '#controlsVersion >= :zero';",
  },
  {
    name: 'a kick that is written late undoes a later one',
    file: 'functions/dynamodb/sanctions.ts',
    find: '(attribute_not_exists(',
    replace: '(attribute_exists(#chatroomId) OR attribute_not_exists(',
  },
  {
    name: 'a repeated announcement is sent again',
    file: 'functions/rooms/announce.ts',
    find: "if (last.isSent || text === '') return;",
    replace: "if (text === '') return;",
  },
  {
    name: 'a message with an unknown outcome is sent again',
    file: 'functions/rongcloud/messages.ts',
    find: ', isSentOnce: true }',
    replace: ' }',
  },
  {
    name: 'no look at the row after a lost reply: announcement',
    file: 'functions/dynamodb/chatroom-transitions.ts',
    find: 'isDone: (row, { token }) => row.announcement?.token === token,',
    replace: '',
  },
  {
    name: 'anybody may moderate',
    file: 'functions/rooms/moderators.ts',
    find: 'isOwner(room, user) || room.assistants.some(',
    replace: 'room !== undefined || room.assistants.some(',
  },
  {
    name: 'assistants may kick the teacher',
    file: 'functions/rooms/set-sanction.ts',
    find: "if (minutes > 0 && mayModerate(room, user)) throw new Failure('NOT_ALLOWED', { refusal: isProtected });",
    replace: '',
  },
  {
    name: 'assistants may not write in a silenced room',
    file: 'functions/rooms/moderators.ts',
    find: 'const all = [{ username: creator, userId: creatorId }, ...assistants, ...speakers];',
    replace: 'const all = [{ username: creator, userId: creatorId }, ...speakers];',
  },
  {
    name: 'controls are settled before a late call can arrive',
    file: 'functions/rooms/pending-work.ts',
    find: 'if (clock.now() < controlsAt + resendAfterMs) await postpone(controlsAt + resendAfterMs);',
    replace: 'if (clock.now() < controlsAt) await postpone(controlsAt);',
  },
];
