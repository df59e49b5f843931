import { type DynamoDBDocumentClient, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { maxChatroomId } from '../../../functions/contract/settings.ts';

export interface RoomTables {
  readonly client: DynamoDBDocumentClient;
  readonly counters: string;
  readonly chatrooms: string;
}

/** The highest id that was ever seen, stored outside the tables. */
export interface HighWaterMark {
  read(): Promise<number>;
  write(chatroomId: number): Promise<void>;
}

/**
 * More ids than can be handed out between two marks: a mark is written every minute, and RongCloud takes at most 100
 * creates a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/create.
 */
const step = 10_000;

const counter = 'chatroomId';

async function lastId({ client, counters }: RoomTables): Promise<number> {
  const get = new GetCommand({ TableName: counters, Key: { counter }, ConsistentRead: true });
  return Number((await client.send(get)).Item?.last ?? 0);
}

async function highestRoomId({ client, chatrooms }: RoomTables): Promise<number> {
  let highest = 0;
  const pages = paginateScan({ client }, { TableName: chatrooms, ProjectionExpression: 'chatroomId' });
  for await (const { Items = [] } of pages) {
    for (const { chatroomId } of Items) highest = Math.max(highest, Number(chatroomId));
  }
  return highest;
}

/** Rooms that a restore brought back are ACTIVE, and RongCloud lacks them: the next run looks for them. */
async function restartDriftCheck({ client, counters }: RoomTables): Promise<void> {
  const names = ['driftSince', 'driftAfterId', 'driftAfterUser'];
  const update = new UpdateCommand({
    TableName: counters,
    Key: { counter: 'reconciler' },
    UpdateExpression: `REMOVE ${names.join(', ')}`,
  });
  await client.send(update);
}

/**
 * After a restore of the counters, the rooms or both: raises the last id above every id that may have been handed out, and
 * restarts the drift check. The mark is written first, so that after an interrupted raise the next one goes higher.
 * @returns the counter's last id before, the highest ids of a room and of the mark; the next create gets the id after
 * `raisedTo`.
 * @throws ConditionalCheckFailedException if a create changed the counter meanwhile; run it again.
 */
export async function raiseIds(tables: RoomTables, highWaterMark: HighWaterMark) {
  const last = await lastId(tables);
  const highest = await highestRoomId(tables);
  const mark = await highWaterMark.read();
  const raisedTo = Math.max(last, highest, mark) + step;
  if (raisedTo > maxChatroomId) throw new RangeError(`no id is left above ${raisedTo - step}`);
  await highWaterMark.write(raisedTo);
  const update = new UpdateCommand({
    TableName: tables.counters,
    Key: { counter },
    UpdateExpression: 'SET #last = :raisedTo',
    ConditionExpression: 'attribute_not_exists(#last) OR #last = :last',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':raisedTo': raisedTo, ':last': last },
  });
  await tables.client.send(update);
  await restartDriftCheck(tables);
  return { last, highest, mark, raisedTo };
}
