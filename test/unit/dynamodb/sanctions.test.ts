import { expect, it, onTestFinished } from 'vitest';
import { sanctionStore } from '../../../functions/dynamodb/sanctions.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { httpStub } from '../rongcloud/http-stub.ts';

it('reads up to 5,000 sanctions of a chatroom at once, by a consistent read', async () => {
  const database = await httpStub(() => ({
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: { Items: [] },
  }));
  onTestFinished(() => database.close());
  const environment = {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: database.origin,
    SANCTIONS_TABLE: 'sanctions',
  };
  const { ofRoom } = sanctionStore({ ...processDeps, environment });
  expect(await ofRoom(2, processDeps.clock.now() + 5_000)).toEqual([]);
  expect(JSON.parse(database.received[0]?.body ?? '')).toMatchObject({ Limit: 5_000, ConsistentRead: true });
});
