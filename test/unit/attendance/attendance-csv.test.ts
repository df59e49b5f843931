import { expect, it } from 'vitest';
import { partOf } from '../../../functions/dynamodb/attendance.ts';
import { attendanceCsv } from '../../../lib/operator/attendance-csv.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';
import type { Received } from '../rongcloud/http-stub.ts';

const createdAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const numbers = {
  chatroomId: 2,
  destroyMinutes: 60,
  aliveUntil: 0,
  controlsVersion: 0,
  memberCount: 0,
  countedAt: 0,
  countBegunAt: 0,
};
const texts = {
  name: 'Algebra',
  liveId: '9',
  creator: 'teacher1',
  creatorId: 'teacher1',
  state: 'DESTROYED',
  createToken: 't',
};
const room = {
  ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }])),
  ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { S: value }])),
  createdAt: { S: new Date(createdAt).toISOString() },
  endedAt: { N: String(createdAt + 600_000) },
};

/** 201 users in one part of the table, where a page has 200. Of the first, only a leave was reported. */
const users = Array.from({ length: 2_000 }, (_, pupil) => `pupil${pupil + 1_000}`)
  .filter((userId) => partOf(userId) === 0)
  .slice(0, 201);
/** 601 of users: a page of DynamoDB's has 500. */
const events = [
  ` ${createdAt} created`,
  `${users[0]} ${createdAt + 60_000} left`,
  ...users
    .slice(1)
    .flatMap((userId) => [
      `${userId} ${createdAt + 60_000} joined`,
      `${userId} ${createdAt + 120_000} left`,
      `${userId} ${createdAt + 180_000} joined`,
    ]),
];

/** DynamoDB with one room, whose first and last user have accounts. */
function reply({ headers, body }: Received) {
  if (headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') return { Item: room };
  const { TableName, ExpressionAttributeValues: values, Limit } = JSON.parse(body);
  if (TableName === 'users') {
    const username = values[':userId'].S;
    return { Items: [users[0], users[200]].includes(username) ? [{ username: { S: username } }] : [] };
  }
  const [start, end] = [values[':start']?.S ?? '', values[':users']?.S ?? '~'];
  const found = values[':roomPart'].S === '2.0' ? events.filter((one) => one > start && one < end) : [];
  return { Items: found.slice(0, Limit).map((event) => ({ event: { S: event } })) };
}

it('writes the users of all pages, and is incomplete if one page is', async () => {
  const { environment } = await dynamoDbStub(reply);
  const { text, isComplete } = await attendanceCsv(environment, 2);
  expect(text.split('\r\n').slice(1)).toEqual([
    `${users[0]},2026-01-05 10:01:00,2026-01-05 10:01:00,0,1,no`,
    `${users[200]},2026-01-05 10:01:00,2026-01-05 10:10:00,480,2,no`,
    '',
  ]);
  expect(isComplete).toBe(false);
});
