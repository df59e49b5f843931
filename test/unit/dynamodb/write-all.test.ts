import { expect, it } from 'vitest';
import { writeAll } from '../../../functions/dynamodb/write-all.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

type Requests = readonly {
  readonly PutRequest: { readonly Item: { readonly key: { readonly S: string } } };
}[];

/** Writes 30 items; DynamoDB leaves out what `leftOut` returns of the requests of a batch. */
async function write(leftOut: (requests: Requests) => Requests) {
  const batches: string[][] = [];
  const { environment } = await dynamoDbStub(({ body }) => {
    const requests: Requests = JSON.parse(body).RequestItems.attendance;
    batches.push(requests.map(({ PutRequest }) => PutRequest.Item.key.S));
    const left = leftOut(requests);
    return { UnprocessedItems: left.length === 0 ? {} : { attendance: left } };
  });
  const items = Array.from({ length: 30 }, (_, index) => ({ key: `k${index}` }));
  await writeAll({ ...processDeps, environment }, 'attendance', items, processDeps.clock.now() + 5_000);
  return batches;
}

it('writes in batches of 25, and what DynamoDB left out again', async () => {
  let isFirst = true;
  const batches = await write((requests) => {
    if (requests.length < 25 || !isFirst) return [];
    isFirst = false;
    return requests.slice(23);
  });
  expect(batches.map((batch) => batch.length).sort((one, other) => one - other)).toEqual([2, 5, 25]);
  expect(batches.find((batch) => batch.length === 2)).toEqual(['k23', 'k24']);
});
