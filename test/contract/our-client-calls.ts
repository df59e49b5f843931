import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { joinChatroom } from '../../functions/rongcloud/chatroom-join.ts';
import * as members from '../../functions/rongcloud/chatroom-members.ts';
import * as moderation from '../../functions/rongcloud/chatroom-moderation.ts';
import * as chatrooms from '../../functions/rongcloud/chatrooms.ts';
import { publishToChatroom } from '../../functions/rongcloud/messages.ts';
import { getToken } from '../../functions/rongcloud/users.ts';
import { type DrivenCall, inMinutes, message, room, startAt, two } from './our-client-scene.ts';

const moderationCalls: readonly DrivenCall[] = [
  {
    path: 'chatroom/user/gag/add',
    drive: (client, by) => moderation.muteMembers(client, { ...two, minutes: 10 }, by),
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
    path: 'chatroom/user/block/add',
    drive: (client, by) => moderation.blockMembers(client, { ...two, minutes: 10 }, by),
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
    path: 'chatroom/ban/add',
    drive: (client, by) => moderation.silenceChatroom(client, 7, by),
    look: ({ rooms }) => rooms.get('7')?.isMuted,
    found: true,
  },
  {
    path: 'chatroom/ban/rollback',
    drive: (client, by) => moderation.endSilence(client, 8, by),
    look: ({ rooms }) => rooms.get('8')?.isMuted,
    found: false,
  },
  {
    path: 'chatroom/user/ban/whitelist/query',
    drive: (client, by) => moderation.listExempt(client, 7, by),
    result: ['u1'],
  },
  {
    path: 'chatroom/user/ban/whitelist/add',
    drive: (client, by) => moderation.exemptFromSilence(client, { ...room, userIds: ['u5', 'u6'] }, by),
    look: ({ rooms }) => rooms.get('7')?.muteExceptions,
    found: new Set(['u1', 'u5', 'u6']),
  },
  {
    path: 'chatroom/user/ban/whitelist/rollback',
    drive: (client, by) => moderation.endExemption(client, two, by),
    look: ({ rooms }) => rooms.get('7')?.muteExceptions,
    found: new Set(),
  },
];

const chatroomCalls: readonly DrivenCall[] = [
  {
    path: 'chatroom/create_new',
    drive: (client, by) => chatrooms.createChatroom(client, { chatroomId: 9, idleMinutes: 10_080 }, by),
    look: ({ rooms }) => rooms.get('9')?.settings,
    found: { destroyType: 'idle', destroyMinutes: 10_080 },
  },
  {
    path: 'chatroom/destroy',
    drive: (client, by) => chatrooms.destroyChatroom(client, 7, by),
    look: ({ rooms }) => [...rooms.keys()],
    found: ['8'],
  },
  {
    path: 'chatroom/get',
    drive: (client, by) => chatrooms.getChatroom(client, 7, by),
    result: { chatroomId: '7', memberCount: 2 },
  },
  {
    path: 'chatroom/join',
    drive: (client, by) => joinChatroom(client, { chatroomId: 8, userId: 'u1' }, by),
    result: 'joined',
    look: ({ rooms }) => [...(rooms.get('8')?.members.keys() ?? [])],
    found: ['u1'],
  },
  {
    path: 'chatroom/user/query',
    drive: (client, by) => members.listMembers(client, { ...room, count: 1, from: 'last' }, by),
    result: { total: 2, users: [{ userId: 'u2', joinedAt: startAt }] },
  },
  {
    path: 'chatroom/users/exist',
    drive: (client, by) => members.filterMembers(client, two, by),
    result: new Set(['u1']),
  },
];

const otherCalls: readonly DrivenCall[] = [
  {
    path: 'user/getToken',
    drive: (client, by) => getToken(client, { userId: 'u9', name: '韩梅梅' }, by),
    result: expect.stringMatching(
      /^[A-Za-z0-9+/=]{88}@test-app-key\.cn\.rongnav\.com;test-app-key\.cn\.rongcfg\.com$/,
    ),
    look: ({ users: known }) => known.get('u9'),
    found: expect.objectContaining({ name: '韩梅梅', createdAt: startAt }),
  },
  {
    path: 'message/chatroom/publish',
    drive: (client, by) => publishToChatroom(client, message, by),
    result: undefined,
    look: (rongCloud) => rongCloud.messages.slice(1).map(({ targetId, content }) => [targetId, content]),
    found: [['7', message.content]],
  },
];

/** Every call of our client, against the emulator of our-client-scene.ts. */
export const clientCalls: readonly DrivenCall[] = [...otherCalls, ...chatroomCalls, ...moderationCalls];

/** The paths that our client's own files name. */
export function pathsOfClient(): string[] {
  const folder = join(import.meta.dirname, '../../functions/rongcloud');
  const source = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const named = source.join('\n').matchAll(/\w*[cC]all(?:<\w+>)?\(\s*'\/([\w/]+)\.json'/g);
  return [...named].map(([, path = '']) => path);
}
