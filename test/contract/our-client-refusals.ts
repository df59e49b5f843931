import { removeEntry, setEntry } from '../../functions/rongcloud/chatroom-entries.ts';
import { keepAlive } from '../../functions/rongcloud/chatroom-keepalive.ts';
import { isMember } from '../../functions/rongcloud/chatroom-members.ts';
import { muteMembers } from '../../functions/rongcloud/chatroom-moderation.ts';
import { exemptFromSilence } from '../../functions/rongcloud/chatroom-silence.ts';
import { createChatroom } from '../../functions/rongcloud/chatrooms.ts';
import type { RongCloud } from '../../functions/rongcloud/client.ts';
import { publishToChatrooms, recallFromChatroom } from '../../functions/rongcloud/messages.ts';
import { blockUsers, listBlockedUsers } from '../../functions/rongcloud/user-blocks.ts';
import { getToken, getUser } from '../../functions/rongcloud/users.ts';
import { type Arrangement, message, room, startAt } from './our-client-scene.ts';

export const users = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
export const noRoom = { chatroomId: '99' };

/** What RongCloud documents that a call may be refused with, beside what every call may. */
export const refusals: readonly (Arrangement & {
  readonly what: string;
  readonly drive: (client: RongCloud, deadlineAt: number) => Promise<unknown>;
  readonly code: number;
})[] = [
  {
    what: 'a name of 65 characters',
    drive: (client, by) => getToken(client, { userId: 'u9', name: '名'.repeat(65) }, by),
    code: 1005,
  },
  {
    what: 'a user id of 65 bytes',
    drive: (client, by) => getToken(client, { userId: 'u'.repeat(65), name: 'u' }, by),
    code: 1005,
  },
  {
    what: 'a user id with other characters',
    behaviour: { idCharacters: 'alphanumeric' },
    drive: (client, by) => getToken(client, { userId: 'u=9', name: 'u' }, by),
    code: 1002,
  },
  {
    what: 'a development app that is full',
    behaviour: { testUserQuota: 3 },
    drive: (client, by) => getToken(client, { userId: 'u9', name: 'u' }, by),
    code: 2007,
  },
  {
    what: 'a user who was never given a token',
    drive: (client, by) => getUser(client, 'u9', by),
    code: 1002,
  },
  {
    what: 'a block of 30 days and a minute',
    drive: (client, by) => blockUsers(client, { userIds: ['u1'], minutes: 43_201 }, by),
    code: 1002,
  },
  {
    what: 'a number that is called a wrong type',
    behaviour: { badNumber: 'wrongType' },
    drive: (client, by) => blockUsers(client, { userIds: ['u1'], minutes: 0 }, by),
    code: 1501,
  },
  {
    what: 'a page of 1001',
    drive: (client, by) => listBlockedUsers(client, { page: 1, size: 1_001 }, by),
    code: 1002,
  },
  {
    what: 'an idle room of 59 minutes',
    drive: (client, by) => createChatroom(client, { chatroomId: '9', idleMinutes: 59 }, by),
    code: 1002,
  },
  {
    what: 'a room that exists, where RongCloud minds',
    behaviour: { createExisting: 'refused' },
    drive: (client, by) => createChatroom(client, { chatroomId: '7', idleMinutes: 60 }, by),
    code: 1002,
  },
  {
    what: 'a sixth room kept alive',
    behaviour: { keepAliveQuota: 1 },
    drive: (client, by) => keepAlive(client, '8', by),
    code: 1016,
  },
  {
    what: 'keeping alive where it is not enabled',
    behaviour: { servicesOff: ['keepAlive'] },
    drive: (client, by) => keepAlive(client, '8', by),
    code: 1009,
  },
  {
    what: 'a mute in a room that is not there',
    drive: (client, by) => muteMembers(client, { ...noRoom, userIds: ['u1'], minutes: 1 }, by),
    code: 23_410,
  },
  {
    what: 'a membership in a room that is not there',
    drive: (client, by) => isMember(client, { ...noRoom, userId: 'u1' }, by),
    code: 23_410,
  },
  {
    what: 'a 21st user exempt from silence',
    drive: (client, by) => exemptFromSilence(client, { ...room, userIds: users(20) }, by),
    code: 1502,
  },
  {
    what: 'a key with a blank in it',
    drive: (client, by) => setEntry(client, { ...room, ownerId: 'u1', key: 'a b', value: 'c' }, by),
    code: 1002,
  },
  {
    what: 'a value of 4097 characters',
    drive: (client, by) =>
      setEntry(client, { ...room, ownerId: 'u1', key: 'a', value: 'v'.repeat(4_097) }, by),
    code: 1005,
  },
  {
    what: 'attributes where they are not enabled',
    behaviour: { servicesOff: ['attributes'] },
    drive: (client, by) => setEntry(client, { ...room, ownerId: 'u1', key: 'a', value: 'c' }, by),
    code: 1009,
  },
  {
    what: 'an attribute that is not there',
    drive: (client, by) => removeEntry(client, { ...room, ownerId: 'u1', key: 'a' }, by),
    code: 23_427,
  },
  {
    what: 'a message to a room that is not there, where RongCloud minds',
    behaviour: { publishToUnknown: 'refused' },
    drive: (client, by) => publishToChatrooms(client, { ...message, chatroomIds: ['99'] }, by),
    code: 23_410,
  },
  {
    what: 'a message that is too large',
    behaviour: { maxBodyBytes: 100 * 1024 },
    drive: (client, by) => publishToChatrooms(client, { ...message, content: 'x'.repeat(102_400) }, by),
    code: 1508,
  },
  {
    what: 'a recall of what was never sent, where RongCloud minds',
    behaviour: { recallUnknown: 'refused' },
    drive: (client, by) =>
      recallFromChatroom(
        client,
        { fromUserId: 'u1', chatroomId: '7', messageId: 'none', sentAt: startAt },
        by,
      ),
    code: 1002,
  },
];
