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

it('reads an event of each user', () => {
  expect(read({ type: 2, userIds: ['ann', 'bob'] })).toEqual([
    { chatroomId: 7, userId: 'ann', kind: 'left', at },
    { chatroomId: 7, userId: 'bob', kind: 'left', at },
  ]);
});

it.each([
  [0, 'created'],
  [3, 'dropped'],
])('reads type %i as an event of the chatroom, whatever users it names', (type, kind) => {
  expect(read({ type })).toEqual([{ chatroomId: 7, userId: '', kind, at }]);
});
