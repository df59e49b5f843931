import { expect, it } from 'vitest';
import { sanctionStore } from '../../../functions/dynamodb/sanctions.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

it('reads up to 5,000 sanctions of a chatroom at once, by a consistent read', async () => {
  const database = await dynamoDbStub(() => ({ Items: [] }));
  const { ofRoom } = sanctionStore({ ...processDeps, environment: database.environment });
  expect(await ofRoom(2, processDeps.clock.now() + 5_000)).toEqual([]);
  expect(JSON.parse(database.received[0]?.body ?? '')).toMatchObject({ Limit: 5_000, ConsistentRead: true });
});
