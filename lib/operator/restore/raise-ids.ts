import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { type DynamoDBDocumentClient, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { lastIdMetric as MetricName } from '../../../functions/contract/scheduled.ts';
import { maxChatroomId } from '../../../functions/contract/settings.ts';

interface RoomTables {
  readonly client: DynamoDBDocumentClient;
  readonly counters: string;
  readonly chatrooms: string;
}

/** The highest id that was ever seen: a metric of CloudWatch, which a restore of a table does not change. */
export interface IdMetric {
  readonly client: Pick<CloudWatchClient, 'send'>;
  readonly namespace: string;
}

/**
 * More ids than can be handed out between two values of the metric: one is written every minute, and RongCloud takes at
 * most 100 creates a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/create.
 */
const step = 10_000;

/** CloudWatch keeps daily values for 15 months; one call returns at most 1,440. */
const keptDays = 455;
const daySeconds = 86_400;

const counter = 'chatroomId';

async function highestRoomId(client: DynamoDBDocumentClient, TableName: string): Promise<number> {
  let highest = 0;
  const pages = paginateScan({ client }, { TableName, ProjectionExpression: 'chatroomId' });
  for await (const { Items = [] } of pages) {
    for (const { chatroomId } of Items) highest = Math.max(highest, Number(chatroomId));
  }
  return highest;
}

async function highestSeenId({ client, namespace }: IdMetric): Promise<number> {
  const now = Date.now();
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName,
      StartTime: new Date(now - keptDays * daySeconds * 1_000),
      EndTime: new Date(now),
      Period: daySeconds,
      Statistics: ['Maximum'],
    }),
  );
  return Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
}

/**
 * After a restore of the counters, the rooms or both: raises the last id above every id that may have been handed out, and
 * restarts the drift check. The metric is written first, so that after an interrupted raise the next one goes higher.
 * @returns the last id: the next create gets the one after it.
 * @throws ConditionalCheckFailedException if a create changed the counter meanwhile; run it again.
 */
export async function raiseIds({ client, counters, chatrooms }: RoomTables, metric: IdMetric) {
  const get = new GetCommand({ TableName: counters, Key: { counter }, ConsistentRead: true });
  const last = Number((await client.send(get)).Item?.last ?? 0);
  const highest = Math.max(last, await highestRoomId(client, chatrooms), await highestSeenId(metric));
  const raisedTo = highest + step;
  if (raisedTo > maxChatroomId) throw new RangeError(`no id is left above ${highest}`);
  const MetricData = [{ MetricName, Value: raisedTo, Timestamp: new Date() }];
  await metric.client.send(new PutMetricDataCommand({ Namespace: metric.namespace, MetricData }));
  const raise = new UpdateCommand({
    TableName: counters,
    Key: { counter },
    UpdateExpression: 'SET #last = :raisedTo',
    ConditionExpression: 'attribute_not_exists(#last) OR #last = :last',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':raisedTo': raisedTo, ':last': last },
  });
  await client.send(raise);
  // Rooms that a restore brought back are ACTIVE, and RongCloud lacks them: the next run looks for them.
  const restartDriftCheck = new UpdateCommand({
    TableName: counters,
    Key: { counter: 'reconciler' },
    UpdateExpression: 'REMOVE driftSince, driftAfter',
  });
  await client.send(restartDriftCheck);
  return raisedTo;
}
