import * as moderation from '../../../functions/rongcloud/chatroom-moderation.ts';
import * as silence from '../../../functions/rongcloud/chatroom-silence.ts';
import { ids, ok, room, testBatches, testCalls, time, timeAt, two } from './call-cases.ts';

testCalls([
  [
    '/chatroom/user/gag/add.json',
    (client, by) =>
      moderation.muteMembers(client, { ...two, minutes: 5, notice: { extra: '{"why":"spam"}' } }, by),
    'userId=u1&userId=u2&chatroomId=7&minute=5&needNotify=true&extra=%7B%22why%22%3A%22spam%22%7D',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/gag/rollback.json',
    (client, by) => moderation.unmuteMembers(client, two, by),
    'userId=u1&userId=u2&chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/gag/list.json',
    (client, by) => moderation.listMutedMembers(client, '7', by),
    'chatroomId=7',
    { code: 200, users: [{ time, userId: 'u1' }] },
    [{ userId: 'u1', until: timeAt }],
  ],
  [
    '/chatroom/user/block/add.json',
    (client, by) => moderation.blockMembers(client, { ...two, minutes: 1 }, by),
    'userId=u1&userId=u2&chatroomId=7&minute=1',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/block/rollback.json',
    (client, by) => moderation.unblockMembers(client, two, by),
    'userId=u1&userId=u2&chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/block/list.json',
    (client, by) => moderation.listBlockedMembers(client, '7', by),
    'chatroomId=7',
    { code: 200, users: [{ time, userId: 'u1' }] },
    [{ userId: 'u1', until: timeAt }],
  ],
  [
    '/chatroom/ban/add.json',
    (client, by) => silence.silenceChatroom(client, { ...room, notice: {} }, by),
    'chatroomId=7&needNotify=true',
    ok,
    undefined,
  ],
  [
    '/chatroom/ban/rollback.json',
    (client, by) => silence.unsilenceChatroom(client, room, by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/ban/check.json',
    (client, by) => silence.isSilenced(client, '7', by),
    'chatroomId=7',
    { code: 200, status: 1 },
    true,
  ],
  [
    '/chatroom/ban/query.json',
    (client, by) => silence.listSilencedChatrooms(client, { page: 1, size: 50 }, by),
    'page=1&size=50',
    { code: 200, chatroomIds: ['7'] },
    ['7'],
  ],
  [
    '/chatroom/user/ban/whitelist/add.json',
    (client, by) => silence.exemptFromSilence(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/ban/whitelist/rollback.json',
    (client, by) => silence.endExemption(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/ban/whitelist/query.json',
    (client, by) => silence.listExempt(client, '7', by),
    'chatroomId=7',
    { code: 200, userIds: ['u2'] },
    ['u2'],
  ],
]);

testBatches([
  [
    'no members to mute',
    (client, by) => moderation.muteMembers(client, { ...room, userIds: [], minutes: 1 }, by),
    [],
  ],
  [
    '21 members to mute',
    (client, by) => moderation.muteMembers(client, { ...room, userIds: ids(21), minutes: 1 }, by),
    [20, 1],
  ],
  [
    '21 users to exempt',
    (client, by) => silence.exemptFromSilence(client, { ...room, userIds: ids(21) }, by),
    [20, 1],
  ],
  [
    'no members to mute',
    (client, by) => moderation.muteMembers(client, { ...room, userIds: [], minutes: 1 }, by),
    [],
  ],
]);
