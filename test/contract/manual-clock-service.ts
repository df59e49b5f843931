import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { reconcile as reconcileRow } from '../../functions/contract/scheduled.ts';
import type { TableName } from '../../functions/contract/tables.ts';
import { ChatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import { createHandler as createReconcile } from '../../functions/reconcile.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { startTestService, teacher } from '../support/test-service.ts';

export const course = { ...teacher, live_id: '9', name: 'Algebra' };

/** A service on a manual clock; the test runs its reconciler. */
export async function startOnManualClock(
  variables: Record<string, string> = {},
  { sendsCallbacks = false }: { readonly sendsCallbacks?: boolean } = {},
) {
  const clock: ManualClock = manualClock();
  const service = await startTestService({
    clock,
    variables,
    passwordCost: cheapPasswordCost,
    runsSchedules: false,
    sendsCallbacks,
  });
  const { deps } = service;
  const reconcile = createReconcile(deps);
  return {
    ...service,
    clock,
    row: (id: unknown) => new ChatroomStore(deps).find(Number(id), clock.now() + 5_000),
    /** All items of a table. */
    items: async (table: TableName) => {
      const client = databaseClient(deps);
      const { Items = [] } = await client.send(new ScanCommand({ TableName: localTableName(table) }));
      client.destroy();
      return Items;
    },
    /** Changes an item as another version of the service may have. */
    change: async (table: TableName, key: Record<string, unknown>, changes: Record<string, unknown>) => {
      const client = databaseClient(deps);
      const TableName = localTableName(table);
      const { Item } = await client.send(new GetCommand({ TableName, Key: key }));
      await client.send(new PutCommand({ TableName, Item: { ...Item, ...changes } }));
      client.destroy();
    },
    reconcile: (remainingMs: number = reconcileRow.timeoutMs) =>
      lettingTimePass(clock, reconcile({}, { getRemainingTimeInMillis: () => remainingMs })),
    calls: () => service.emulator.calls.map(({ path }) => path),
    upstream: (path: string) => service.emulator.calls.filter((call) => call.path === path),
  };
}

function databaseClient({ environment }: Deps) {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: region } = environment;
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  };
  return DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
}
