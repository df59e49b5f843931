import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { joinChatroom } from '../../functions/rongcloud/chatroom-join.ts';
import * as keepalive from '../../functions/rongcloud/chatroom-keepalive.ts';
import * as members from '../../functions/rongcloud/chatroom-members.ts';
import * as chatrooms from '../../functions/rongcloud/chatrooms.ts';
import * as blocks from '../../functions/rongcloud/user-blocks.ts';
import * as users from '../../functions/rongcloud/users.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { callsInRooms } from './our-client-calls-in-rooms.ts';
import { type DrivenCall, inMinutes, room, startAt, two } from './our-client-scene.ts';

function roomsAfterMinutes(rongCloud: RongCloudEmulator, minutes: number) {
  rongCloud.clock.advance(minutes * 60_000);
  return [...rongCloud.rooms.keys()];
}

const userCalls: readonly DrivenCall[] = [
  {
    path: 'user/getToken',
    drive: (client, by) =>
      users.getToken(client, { userId: 'u9', name: '韩梅梅', portraitUri: 'https://p/9' }, by),
    result: expect.stringMatching(
      /^[A-Za-z0-9+/=]{88}@test-app-key\.cn\.rongnav\.com;test-app-key\.cn\.rongcfg\.com$/,
    ),
    look: ({ users: known }) => known.get('u9'),
    found: expect.objectContaining({ name: '韩梅梅', portraitUri: 'https://p/9', createdAt: startAt }),
  },
  {
    path: 'user/refresh',
    drive: (client, by) => users.refreshUser(client, { userId: 'u1', name: 'Lucy & Lily' }, by),
    look: ({ users: known }) => known.get('u1')?.name,
    found: 'Lucy & Lily',
  },
  {
    path: 'user/info',
    drive: (client, by) => users.getUser(client, 'u1', by),
    result: { name: 'Li Lei', portraitUri: '', registeredAt: startAt },
  },
  {
    path: 'user/token/expire',
    drive: (client, by) => users.expireTokens(client, { userIds: ['u1'], issuedBefore: startAt + 1 }, by),
    look: ({ users: known }) => known.get('u1')?.tokens,
    found: [],
  },
  {
    path: 'user/checkOnline',
    drive: (client, by) => users.isOnline(client, 'u1', by),
    result: true,
  },
  {
    path: 'user/block',
    drive: (client, by) => blocks.blockUsers(client, { userIds: ['u1', 'u2'], minutes: 43_200 }, by),
    look: ({ goOnline }) => [goOnline('u1'), goOnline('u2')],
    found: [31_009, 31_009],
  },
  {
    path: 'user/unblock',
    drive: (client, by) => blocks.unblockUsers(client, ['u3'], by),
    look: ({ goOnline }) => goOnline('u3'),
    found: 0,
  },
  {
    path: 'user/block/query',
    drive: (client, by) => blocks.listBlockedUsers(client, { page: 1, size: 50 }, by),
    result: [{ userId: 'u3', blockedUntil: inMinutes(5) }],
  },
];

const chatroomCalls: readonly DrivenCall[] = [
  {
    path: 'chatroom/create_new',
    drive: (client, by) => chatrooms.createChatroom(client, { chatroomId: '9', idleMinutes: 10_080 }, by),
    look: ({ rooms }) => rooms.get('9')?.settings,
    found: { name: '', destroyType: 'idle', destroyMinutes: 10_080 },
  },
  {
    path: 'chatroom/destroy',
    drive: (client, by) => chatrooms.destroyChatroom(client, '7', by),
    look: ({ rooms }) => [...rooms.keys()],
    found: ['8'],
  },
  {
    path: 'chatroom/get',
    drive: (client, by) => chatrooms.getChatroom(client, '8', by),
    result: {
      chatroomId: '8',
      createdAt: startAt,
      memberCount: 0,
      destroyedBy: 'age',
      destroyMinutes: 120,
      isSilenced: true,
    },
  },
  {
    path: 'chatroom/join',
    drive: (client, by) => joinChatroom(client, { chatroomId: '8', userId: 'u1' }, by),
    result: 'joined',
    look: ({ rooms }) => [...(rooms.get('8')?.members.keys() ?? [])],
    found: ['u1'],
  },
  {
    path: 'chatroom/user/query',
    drive: (client, by) => members.listMembers(client, { ...room, count: 1, from: 'last to join' }, by),
    result: { total: 2, users: [{ userId: 'u2', joinedAt: startAt }] },
  },
  {
    path: 'chatroom/user/exist',
    drive: (client, by) => members.isMember(client, { ...room, userId: 'u1' }, by),
    result: true,
  },
  {
    path: 'chatroom/users/exist',
    drive: (client, by) => members.whichAreMembers(client, two, by),
    result: new Set(['u1']),
  },
  {
    path: 'chatroom/keepalive/add',
    drive: (client, by) => keepalive.keepAlive(client, '8', by),
    look: (rongCloud) => roomsAfterMinutes(rongCloud, 120),
    found: ['7', '8'],
  },
  {
    path: 'chatroom/keepalive/remove',
    drive: (client, by) => keepalive.endKeepAlive(client, '7', by),
    look: (rongCloud) => roomsAfterMinutes(rongCloud, 60),
    found: ['8'],
  },
  {
    path: 'chatroom/keepalive/query',
    drive: (client, by) => keepalive.listKeptAlive(client, by),
    result: ['7'],
  },
];

/** Every call that our client has, against the scene that our-client-scene.ts sets. */
export const clientCalls: readonly DrivenCall[] = [...userCalls, ...chatroomCalls, ...callsInRooms];

/** The paths that our client's own files name. */
export function pathsOfClient(): string[] {
  const folder = join(import.meta.dirname, '../../functions/rongcloud');
  const source = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const named = source.join('\n').matchAll(/defineCall\(\s*'\/([\w/]+)\.json'/g);
  return [...named].map(([, path = '']) => path);
}
