import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatroomIds, lastChatroomId } from '../../functions/dynamodb/chatroom-ids.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { type HighWaterMark, raiseIds } from '../../lib/operator/rooms/raise-ids.ts';
import { startTablesBehindProxy } from '../support/dynamodb-proxy.ts';

const counters = localTableName('counters');
const chatrooms = localTableName('chatrooms');
const key = { counter: 'chatroomId' };

/** The two tables with ids, and how a restore changes them. */
async function openTables() {
  const { proxy, runtime } = await startTablesBehindProxy();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(proxy.connection));
  const nextId = chatroomIds(runtime);
  const lastId = lastChatroomId(runtime);
  const roomIds = async () =>
    ((await client.send(new ScanCommand({ TableName: chatrooms }))).Items ?? []).map(({ chatroomId }) =>
      Number(chatroomId),
    );
  return {
    create: async () => {
      const chatroomId = await nextId(Date.now() + 5_000);
      await client.send(new PutCommand({ TableName: chatrooms, Item: { chatroomId } }));
      return chatroomId;
    },
    snapshot: async () => ({
      counter: (await client.send(new GetCommand({ TableName: counters, Key: key }))).Item,
      rooms: new Set(await roomIds()),
    }),
    counterOf: async (counter: string) =>
      (await client.send(new GetCommand({ TableName: counters, Key: { counter } }))).Item,
    restoreCounter: async (item: Record<string, unknown> | undefined) => {
      if (item === undefined) await client.send(new DeleteCommand({ TableName: counters, Key: key }));
      else await client.send(new PutCommand({ TableName: counters, Item: item }));
    },
    restoreRooms: async (kept: ReadonlySet<number>) => {
      for (const chatroomId of await roomIds()) {
        if (!kept.has(chatroomId))
          await client.send(new DeleteCommand({ TableName: chatrooms, Key: { chatroomId } }));
      }
    },
    lastId: () => lastId(Date.now() + 5_000),
    raise: (mark: HighWaterMark) => raiseIds({ client, counters, chatrooms }, mark),
    empty: async () => {
      await client.send(new DeleteCommand({ TableName: counters, Key: key }));
      for (const chatroomId of await roomIds()) {
        await client.send(new DeleteCommand({ TableName: chatrooms, Key: { chatroomId } }));
      }
    },
    stop: proxy.stop,
  };
}

describe('ids after a restore', () => {
  let tables: Awaited<ReturnType<typeof openTables>>;
  beforeAll(async () => {
    tables = await openTables();
  });
  afterAll(() => tables.stop());

  it('continue far above every id that was handed out', async () => {
    await tables.empty();
    const mark = markInMemory();
    await tables.create();
    await tables.create();
    expect(await tables.raise(mark)).toEqual({ last: 2, highest: 2, mark: 0, raisedTo: 10_002 });
    expect(await tables.create()).toBe(10_003);
    await tables.restoreCounter(undefined);
    await tables.restoreRooms(new Set());
    expect(await tables.raise(mark)).toEqual({ last: 0, highest: 0, mark: 10_002, raisedTo: 20_002 });
  });

  it('come with a drift check that begins again', async () => {
    await tables.empty();
    const progress = { counter: 'reconciler', settledTo: 7, driftAfterId: 3, driftAfterUser: 'teacher1' };
    await tables.restoreCounter({ ...progress, driftSince: 1_767_578_400_000 });
    await tables.raise(markInMemory());
    expect(await tables.counterOf('reconciler')).toEqual({ counter: 'reconciler', settledTo: 7 });
  });

  it('are never handed out twice, after any restores of either table', async () => {
    const step = fc.constantFrom(
      'create',
      'reconcile',
      'snapshot',
      'restore counters',
      'restore rooms',
      'restore both',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        await tables.empty();
        const mark = markInMemory();
        const given: number[] = [];
        let snapshot = await tables.snapshot();
        for (const one of steps) {
          if (one === 'create') given.push(await tables.create());
          else if (one === 'reconcile') await mark.write(await tables.lastId());
          else if (one === 'snapshot') snapshot = await tables.snapshot();
          else {
            if (one !== 'restore rooms') await tables.restoreCounter(snapshot.counter);
            if (one !== 'restore counters') await tables.restoreRooms(snapshot.rooms);
            await tables.raise(mark);
          }
        }
        expect(new Set(given).size).toBe(given.length);
      }),
      { numRuns: 40 },
    );
  });
});

/** A metric of maxima. */
function markInMemory(): HighWaterMark {
  let highest = 0;
  return {
    read: async () => highest,
    write: async (chatroomId) => {
      highest = Math.max(highest, chatroomId);
    },
  };
}
