import type { GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
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
import { type IdMetric, raiseIds } from '../../lib/operator/restore/raise-ids.ts';
import { startTablesBehindProxy } from '../support/dynamodb-proxy.ts';

const counters = localTableName('counters');
const chatrooms = localTableName('chatrooms');
const key = { counter: 'chatroomId' };

/** The two tables with ids, and how a restore changes them. */
async function openTables() {
  const { proxy, deps } = await startTablesBehindProxy();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(proxy.connection));
  const nextId = chatroomIds(deps);
  const lastId = lastChatroomId(deps);
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
    raise: (metric: IdMetric) => raiseIds({ client, counters, chatrooms }, metric),
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
    const { metric } = fakeMetric();
    await tables.create();
    await tables.create();
    expect(await tables.raise(metric)).toBe(10_002);
    expect(await tables.create()).toBe(10_003);
    await tables.restoreCounter(undefined);
    await tables.restoreRooms(new Set());
    expect(await tables.raise(metric)).toBe(20_002);
  });

  it('are compared with the metric of 15 months, and written to it', async () => {
    await tables.empty();
    const { metric, inputs, write } = fakeMetric();
    write(41);
    write(1_207);
    expect(await tables.raise(metric)).toBe(11_207);
    const [read, written] = inputs;
    expect(read).toMatchObject({
      Namespace: 'im-gateway/prod',
      MetricName: 'LastChatroomId',
      Period: 86_400,
      Statistics: ['Maximum'],
    });
    const { StartTime, EndTime } = read as { StartTime: Date; EndTime: Date };
    expect((EndTime.getTime() - StartTime.getTime()) / 86_400_000).toBe(455);
    expect(written).toEqual({
      Namespace: 'im-gateway/prod',
      MetricData: [{ MetricName: 'LastChatroomId', Value: 11_207, Timestamp: expect.any(Date) }],
    });
  });

  it('are not raised over a create that comes between the read and the write', async () => {
    await tables.empty();
    const { metric } = fakeMetric();
    await tables.create();
    const send = async (command: GetMetricStatisticsCommand | PutMetricDataCommand) => {
      if ('MetricData' in command.input) await tables.create();
      return {};
    };
    const busy = { ...metric, client: { send } } as IdMetric;
    await expect(tables.raise(busy)).rejects.toThrow('The conditional request failed');
    expect(await tables.create()).toBe(3);
  });

  it('come with a drift check that begins again', async () => {
    await tables.empty();
    const progress = {
      counter: 'reconciler',
      settledTo: 7,
      driftAfter: { chatroomId: 3, activeOf: 'teacher1' },
    };
    await tables.restoreCounter({ ...progress, driftSince: 1_767_578_400_000 });
    await tables.raise(fakeMetric().metric);
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
        const { metric, write } = fakeMetric();
        const given: number[] = [];
        let snapshot = await tables.snapshot();
        for (const one of steps) {
          if (one === 'create') given.push(await tables.create());
          else if (one === 'reconcile') write(await tables.lastId());
          else if (one === 'snapshot') snapshot = await tables.snapshot();
          else {
            if (one !== 'restore rooms') await tables.restoreCounter(snapshot.counter);
            if (one !== 'restore counters') await tables.restoreRooms(snapshot.rooms);
            await tables.raise(metric);
          }
        }
        expect(new Set(given).size).toBe(given.length);
      }),
      { numRuns: 40 },
    );
  });
});

/** A CloudWatch with one metric, which records its calls. */
function fakeMetric() {
  const inputs: unknown[] = [];
  const values: number[] = [];
  const send = async ({ input }: GetMetricStatisticsCommand | PutMetricDataCommand) => {
    inputs.push(input);
    if ('MetricData' in input) values.push(Number(input.MetricData?.[0]?.Value));
    return { Datapoints: values.map((Maximum) => ({ Maximum })) };
  };
  // These two commands are sent, and this field is read.
  const client = { send } as unknown as IdMetric['client'];
  const metric: IdMetric = { client, namespace: 'im-gateway/prod' };
  return { metric, inputs, write: (chatroomId: number) => values.push(chatroomId) };
}
