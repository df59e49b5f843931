import { expect, it } from 'vitest';
import { Table } from '../../../functions/dynamodb/table.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

/** A table whose queries answer these counts, a page each; DynamoDB ends a page at 1 MB. */
async function setup(counts: readonly number[]) {
  const pages = counts.map((Count, index) => ({
    Count,
    ...(index < counts.length - 1 ? { LastEvaluatedKey: { chatroomId: { N: String(index) } } } : {}),
  }));
  const database = await dynamoDbStub(() => pages.shift());
  const table = new Table({ ...processDeps, environment: database.environment }, 'chatrooms');
  const count = (limit: number) =>
    table.count(
      { index: 'active', keys: '#activeOf = :creator', values: { ':creator': 'ann' }, limit },
      processDeps.clock.now() + 5_000,
    );
  const sent = () =>
    database.received.map(({ body }) => {
      const { Limit, ExclusiveStartKey } = JSON.parse(body);
      return [Limit, ExclusiveStartKey?.chatroomId.N];
    });
  return { count, sent };
}

it('counts over all pages', async () => {
  const { count, sent } = await setup([1_700, 1_700, 900]);
  expect(await count(5_000)).toBe(4_300);
  expect(sent()).toEqual([
    [5_000, undefined],
    [3_300, '0'],
    [1_600, '1'],
  ]);
});

it('stops at the limit', async () => {
  const { count, sent } = await setup([3, 2, 4]);
  expect(await count(5)).toBe(5);
  expect(sent()).toHaveLength(2);
});
