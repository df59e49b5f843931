import { expect, it } from 'vitest';
import * as entries from '../../../functions/rongcloud/chatroom-entries.ts';
import * as messages from '../../../functions/rongcloud/messages.ts';
import { ids, ok, room, testCalls } from './call-cases.ts';
import { answer, setUp } from './set-up.ts';

const entry = { ...room, ownerId: 'u1', key: 'k', value: 'v=1' };

testCalls([
  [
    '/chatroom/entry/set.json',
    (client, by) => entries.setEntry(client, entry, by),
    'chatroomId=7&userId=u1&key=k&value=v%3D1&autoDelete=0',
    ok,
    undefined,
  ],
  [
    '/chatroom/entry/batch/set.json',
    (client, by) =>
      entries.setEntries(
        client,
        { ...room, ownerId: 'u1', isRemovedOnLeave: true, entries: [{ key: 'k', value: 'v' }] },
        by,
      ),
    'chatroomId=7&entryOwnerId=u1&autoDelete=1&entryInfo=%7B%22k%22%3A%22v%22%7D',
    ok,
    undefined,
  ],
  [
    '/chatroom/entry/remove.json',
    (client, by) => entries.removeEntry(client, entry, by),
    'chatroomId=7&userId=u1&key=k',
    ok,
    undefined,
  ],
  [
    '/chatroom/entry/batch/remove.json',
    (client, by) => entries.removeEntries(client, { ...room, ownerId: 'u1', keys: ['k', 'l'] }, by),
    'chatroomId=7&entryOwnerId=u1&entryKeys=%5B%22k%22%2C%22l%22%5D',
    ok,
    undefined,
  ],
  [
    '/chatroom/entry/query.json',
    (client, by) => entries.getEntries(client, { ...room, keys: ['k', 'l'] }, by),
    'chatroomId=7&keys=k&keys=l',
    {
      code: 200,
      keys: [
        { key: 'k', value: 'v', userId: 'u1', autoDelete: '1', lastSetTime: '2121' },
        { key: 'l', value: 'w', userId: 'u2', autoDelete: 0, lastSetTime: 2122 },
      ],
    },
    [
      { key: 'k', value: 'v', ownerId: 'u1', isRemovedOnLeave: true, setAt: 2121 },
      { key: 'l', value: 'w', ownerId: 'u2', isRemovedOnLeave: false, setAt: 2122 },
    ],
  ],
  [
    '/message/chatroom/publish.json',
    (client, by) =>
      messages.publishToChatrooms(
        client,
        { fromUserId: 'u1', chatroomIds: ['7', '8'], objectName: 'RC:TxtMsg', content: '{"content":"hi"}' },
        by,
      ),
    'fromUserId=u1&toChatroomId=7&toChatroomId=8&objectName=RC%3ATxtMsg&content=%7B%22content%22%3A%22hi%22%7D&isIncludeSender=0',
    { code: 200, messageUIDs: [{ chatroomId: '7', messageUID: '5FGT-7VA9-G4DD-4V5P' }] },
    new Map([['7', '5FGT-7VA9-G4DD-4V5P']]),
  ],
  [
    '/message/recall.json',
    (client, by) =>
      messages.recallFromChatroom(
        client,
        { fromUserId: 'u1', ...room, messageId: '5FGT-7VA9-G4DD-4V5P', sentAt: 1_600_000_000_000 },
        by,
      ),
    'conversationType=4&targetId=7&fromUserId=u1&messageUID=5FGT-7VA9-G4DD-4V5P&sentTime=1600000000000&isAdmin=0',
    ok,
    undefined,
  ],
]);

it('tells of a message whose ids RongCloud does not tell', async () => {
  const { client, deadlineAt } = await setUp();
  const message = { fromUserId: 'u1', chatroomIds: ['7'], objectName: 'RC:TxtMsg', content: '{}' };
  expect(await messages.publishToChatrooms(client, message, deadlineAt)).toEqual(new Map());
});

it('sends 21 entries in two calls and asks for them in three', async () => {
  const { client, deadlineAt, primary } = await setUp({ primary: answer(200, { code: 200, keys: [] }) });
  const many = ids(21).map((key) => ({ key, value: 'v' }));
  await entries.setEntries(client, { ...room, ownerId: 'u1', entries: many }, deadlineAt);
  const sent = primary.received.map(
    ({ form }) => Object.keys(JSON.parse(form.get('entryInfo') ?? '')).length,
  );
  await entries.getEntries(client, { ...room, keys: ids(21) }, deadlineAt);
  const asked = primary.received.slice(2).map(({ form }) => form.getAll('keys').length);
  expect([sent, asked]).toEqual([
    [20, 1],
    [10, 10, 1],
  ]);
});
