import { createKey } from 'dynalite/db/index.js';
import { Level } from 'level';
import type { TableName } from '../../../functions/contract/tables.ts';
import { tables } from '../../../functions/contract/tables.ts';
import { localTableName } from '../../../lib/local/dynamodb.ts';
import type { WireItem } from '../../support/request-units.ts';

const perBatch = 10_000;

const description = (name: TableName) => {
  const { partitionKey } = tables[name];
  return {
    AttributeDefinitions: [{ AttributeName: partitionKey.name, AttributeType: partitionKey.type }],
    KeySchema: [{ AttributeName: partitionKey.name, KeyType: 'HASH' }],
  };
};

/**
 * Puts items into the files of an embedded DynamoDB that does not run: through its API a million of them would take a
 * quarter of an hour.
 */
export async function fillTable(dataPath: string, name: TableName, items: Iterable<WireItem>): Promise<void> {
  const level = new Level<string, WireItem>(dataPath, { valueEncoding: 'json' });
  const table = description(name);
  let batch: { type: 'put'; key: string; value: WireItem }[] = [];
  const flush = async () => {
    await level.batch(batch);
    batch = [];
  };
  for (const item of items) {
    batch.push({
      type: 'put',
      key: `item-${localTableName(name)}~${createKey(item, table)}`,
      value: item,
    });
    if (batch.length === perBatch) await flush();
  }
  await flush();
  await level.close();
}

export function* fillerUsers(from: number, to: number): Iterable<WireItem> {
  for (let number = from; number < to; number += 1) {
    yield {
      username: { S: `filler${number}` },
      passwordHash: { S: `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}` },
      rongCloudUserId: { S: `filler${number}` },
      role: { S: 'student' },
      isDisabled: { BOOL: false },
      createdAt: { S: '2026-01-05T02:00:00.000Z' },
    };
  }
}

/** Rooms of others, as they are once the school day is over. */
export function* fillerRooms(from: number, to: number): Iterable<WireItem> {
  for (let number = from; number < to; number += 1) {
    yield {
      chatroomId: { N: String(number) },
      name: { S: `room ${number}` },
      liveId: { S: String(number) },
      creator: { S: `filler${number}` },
      state: { S: 'DESTROYED' },
      createdAt: { S: '2026-01-05T02:00:00.000Z' },
      createToken: { S: 'AAAAAAAAAAAAAAAA' },
      destroyType: { S: 'idle' },
      destroyMinutes: { N: '10080' },
    };
  }
}

export const lastId = (last: number): WireItem => ({
  counter: { S: 'chatroomId' },
  last: { N: String(last) },
});
