import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../contract/failure.ts';
import type { Deps } from '../platform/deps.ts';
import { pause } from '../platform/timers.ts';
import { databaseOf } from './client.ts';
import type { Item } from './items.ts';

/** DynamoDB's limit for one BatchWriteItem. */
const maxItems = 25;
/** Max batches at once. More gain nothing: a function has half a core. */
const maxBatches = 8;
/** DynamoDB leaves items out of a batch while it throttles the table. */
const retryAfterMs = 50;

/**
 * Puts items, each as a write of its own. Only for puts that are idempotent.
 * @throws Failure UNAVAILABLE if some of them were not written until `deadlineAt`; the others are stored.
 */
export async function writeAll(
  deps: Deps,
  table: string,
  items: readonly Item[],
  deadlineAt: number,
): Promise<void> {
  const { clock } = deps;
  const { run } = databaseOf(deps);
  const write = async (requests: NonNullable<BatchWriteCommandInput['RequestItems']>[string]) => {
    if (clock.now() >= deadlineAt) throw new Failure('UNAVAILABLE', { retryAfterSeconds: 1 });
    const command = new BatchWriteCommand({ RequestItems: { [table]: requests } });
    const reply = await run((client, options) => client.send(command, options), deadlineAt);
    const left = reply?.UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    await pause(clock, retryAfterMs);
    await write(left);
  };
  const puts = items.map((Item) => ({ PutRequest: { Item } }));
  const batches = Array.from({ length: Math.ceil(puts.length / maxItems) }, (_, index) =>
    puts.slice(index * maxItems, (index + 1) * maxItems),
  ).values();
  const writer = async () => {
    for (const batch of batches) await write(batch);
  };
  await Promise.all(Array.from({ length: maxBatches }, writer));
}
