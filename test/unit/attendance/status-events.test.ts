import { expect, it } from 'vitest';
import { readStatusEvents } from '../../../functions/attendance/status-events.ts';

const at = 1_463_453_107_779;
const entry = { chatRoomId: '7', userIds: ['20160101'], type: 1, time: at };
const event = { chatroomId: 7, userId: '20160101', kind: 'joined', at };

const read = (one: object) => readStatusEvents(JSON.stringify([{ ...entry, ...one }]));

it.each([
  ['a chatroom', { chatRoomId: 7 }],
  ['a user', { userIds: [20160101] }],
])('reads the id of %s from a number', (_whose, one) => {
  expect(read(one)).toEqual([event]);
});

it.each([7.5, 0, -7, 1e21, true, null, [7], '07', ' 7', '7 '])('reads no chatroom from %j', (chatRoomId) => {
  expect(read({ chatRoomId })).toEqual([]);
});

it.each([7.5, 1e21, true, null, ['x'], '', 'a b'])('reads no user from %j', (userId) => {
  expect(read({ userIds: [userId, 'student1'] })).toEqual([{ ...event, userId: 'student1' }]);
});

it.each([4, 1.5, -1, '4', null])('reads no event of type %j', (type) => {
  expect(read({ type })).toEqual([]);
});

it.each([
  [0, 'created', ['']],
  [1, 'joined', ['ann', 'bob']],
  [2, 'left', ['ann', 'bob']],
  [3, 'dropped', ['']],
])('reads type %i as %s, of each user or of the chatroom', (type, kind, userIds) => {
  const events = userIds.map((userId) => ({ chatroomId: 7, userId, kind, at }));
  expect(read({ type, userIds: ['ann', 'bob'] })).toEqual(events);
});
