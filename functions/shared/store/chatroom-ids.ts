import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../failure.ts';
import type { Runtime } from '../runtime.ts';
import { greatestChatroomId, readSetting, settings } from '../settings.ts';
import { connectDatabase } from './database.ts';

const counter = 'chatroomId';

/**
 * The next chatroom id: 1, 2, 3 … (or on from FIRST_ROOM_ID), each handed out once. A repeated update after a
 * lost reply leaves a gap, never a double.
 */
export function chatroomIds(runtime: Runtime): (deadlineAt: number) => Promise<number> {
  const TableName = readSetting(runtime.environment, settings.countersTable);
  const firstId = readSetting(runtime.environment, settings.firstRoomId);
  const database = connectDatabase(runtime);
  const next = new UpdateCommand({
    TableName,
    Key: { counter },
    UpdateExpression: 'SET #last = if_not_exists(#last, :before) + :one',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':before': firstId - 1, ':one': 1 },
    ReturnValues: 'UPDATED_NEW',
  });
  return async (deadlineAt) => {
    const updated = await database.run((client, options) => client.send(next, options), deadlineAt);
    const id: unknown = typeof updated === 'symbol' ? undefined : updated.Attributes?.last;
    if (typeof id !== 'number' || id > greatestChatroomId) {
      throw new Failure('INTERNAL', { log: { fault: 'no chatroom id left' } });
    }
    return id;
  };
}
