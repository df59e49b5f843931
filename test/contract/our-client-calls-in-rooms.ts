import * as entries from '../../functions/rongcloud/chatroom-entries.ts';
import * as moderation from '../../functions/rongcloud/chatroom-moderation.ts';
import * as silence from '../../functions/rongcloud/chatroom-silence.ts';
import * as messages from '../../functions/rongcloud/messages.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { type DrivenCall, inMinutes, message, messageIds, room, startAt, two } from './our-client-scene.ts';

const moderationCalls: readonly DrivenCall[] = [
  {
    path: 'chatroom/user/gag/add',
    drive: (client, by) =>
      moderation.muteMembers(client, { ...two, minutes: 10, notice: { extra: '{}' } }, by),
    look: ({ rooms, send }) => [rooms.get('7')?.muted.entries(), send('u1', '7', 'hello')],
    found: [
      [
        ['u1', inMinutes(10)],
        ['u9', inMinutes(10)],
        ['u2', inMinutes(5)],
      ],
      // u1 is exempt.
      0,
    ],
  },
  {
    path: 'chatroom/user/gag/rollback',
    drive: (client, by) => moderation.unmuteMembers(client, { ...room, userIds: ['u2'] }, by),
    look: ({ send }) => send('u2', '7', 'hello'),
    found: 0,
  },
  {
    path: 'chatroom/user/gag/list',
    drive: (client, by) => moderation.listMutedMembers(client, '7', by),
    result: [{ userId: 'u2', until: inMinutes(5) }],
  },
  {
    path: 'chatroom/user/block/add',
    drive: (client, by) => moderation.blockMembers(client, { ...two, minutes: 10, notice: {} }, by),
    look: (rongCloud) => [[...(rongCloud.rooms.get('7')?.members.keys() ?? [])], rongCloud.join('u1', '7')],
    found: [['u2'], 23_409],
  },
  {
    path: 'chatroom/user/block/rollback',
    drive: (client, by) => moderation.unblockMembers(client, { ...room, userIds: ['u4'] }, by),
    look: (rongCloud) => rongCloud.join('u4', '7'),
    found: 0,
  },
  {
    path: 'chatroom/user/block/list',
    drive: (client, by) => moderation.listBlockedMembers(client, '7', by),
    result: [{ userId: 'u4', until: inMinutes(5) }],
  },
  {
    path: 'chatroom/ban/add',
    drive: (client, by) => silence.silenceChatroom(client, { ...room, notice: { extra: '{"by":"u1"}' } }, by),
    look: ({ rooms }) => rooms.get('7')?.isMuted,
    found: true,
  },
  {
    path: 'chatroom/ban/rollback',
    drive: (client, by) => silence.unsilenceChatroom(client, { chatroomId: '8' }, by),
    look: ({ rooms }) => rooms.get('8')?.isMuted,
    found: false,
  },
  {
    path: 'chatroom/ban/check',
    drive: (client, by) => silence.isSilenced(client, '8', by),
    result: true,
  },
  {
    path: 'chatroom/ban/query',
    drive: (client, by) => silence.listSilencedChatrooms(client, { page: 1, size: 50 }, by),
    result: ['8'],
  },
  {
    path: 'chatroom/user/ban/whitelist/add',
    drive: (client, by) => silence.exemptFromSilence(client, { ...room, userIds: ['u5', 'u6'] }, by),
    look: ({ rooms }) => rooms.get('7')?.muteExceptions,
    found: new Set(['u1', 'u5', 'u6']),
  },
  {
    path: 'chatroom/user/ban/whitelist/rollback',
    drive: (client, by) => silence.endExemption(client, two, by),
    look: ({ rooms }) => rooms.get('7')?.muteExceptions,
    found: new Set(),
  },
  {
    path: 'chatroom/user/ban/whitelist/query',
    drive: (client, by) => silence.listExempt(client, '7', by),
    result: ['u1'],
  },
];

const attributesOf7 = ({ rooms }: RongCloudEmulator) => Object.fromEntries(rooms.get('7')?.attributes ?? []);
const colour = { value: 'red', userId: 'u1', autoDelete: true, setAt: startAt };

const entryCalls: readonly DrivenCall[] = [
  {
    path: 'chatroom/entry/set',
    drive: (client, by) =>
      entries.setEntry(client, { ...room, ownerId: 'u2', key: 'page', value: '1 & 2' }, by),
    look: attributesOf7,
    found: { colour, page: { value: '1 & 2', userId: 'u2', autoDelete: false, setAt: startAt } },
  },
  {
    path: 'chatroom/entry/batch/set',
    drive: (client, by) =>
      entries.setEntries(
        client,
        { ...room, ownerId: 'u2', isRemovedOnLeave: true, entries: [{ key: 'colour', value: '"blue"' }] },
        by,
      ),
    look: attributesOf7,
    found: { colour: { value: '"blue"', userId: 'u2', autoDelete: true, setAt: startAt } },
  },
  {
    path: 'chatroom/entry/remove',
    drive: (client, by) => entries.removeEntry(client, { ...room, ownerId: 'u1', key: 'colour' }, by),
    look: attributesOf7,
    found: {},
  },
  {
    path: 'chatroom/entry/batch/remove',
    drive: (client, by) =>
      entries.removeEntries(client, { ...room, ownerId: 'u2', keys: ['colour', 'no such key'] }, by),
    look: attributesOf7,
    found: {},
  },
  {
    path: 'chatroom/entry/query',
    drive: (client, by) => entries.getEntries(client, { ...room, keys: ['colour', 'page'] }, by),
    result: [{ key: 'colour', value: 'red', ownerId: 'u1', isRemovedOnLeave: true, setAt: startAt }],
  },
];

const messageCalls: readonly DrivenCall[] = [
  {
    path: 'message/chatroom/publish',
    drive: (client, by) =>
      messages.publishToChatrooms(client, { ...message, chatroomIds: ['7', '8', 'none'] }, by),
    result: new Map([
      ['7', messageIds[1]],
      ['8', messageIds[2]],
    ]),
    look: (rongCloud) => rongCloud.messages.slice(1).map(({ targetId, content }) => [targetId, content]),
    found: [
      ['7', message.content],
      ['8', message.content],
    ],
  },
  {
    path: 'message/recall',
    drive: (client, by) =>
      messages.recallFromChatroom(
        client,
        { fromUserId: 'u1', chatroomId: '7', messageId: messageIds[0], sentAt: startAt },
        by,
      ),
    look: (rongCloud) => rongCloud.messages[0]?.isRecalled,
    found: true,
  },
];

/** What our client does within a room. */
export const callsInRooms: readonly DrivenCall[] = [...moderationCalls, ...entryCalls, ...messageCalls];
