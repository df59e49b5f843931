import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Runtime } from '../runtime.ts';
import { readSetting, settings } from '../settings.ts';
import { conditionFailed, connectDatabase } from './database.ts';

/** CREATING → ACTIVE → DESTROYING → DESTROYED; a destroyed room stays as a tombstone. */
const states = ['CREATING', 'ACTIVE', 'DESTROYING', 'DESTROYED'] as const;
export type ChatroomState = (typeof states)[number];

const chatroom = z.object({
  chatroomId: z.int(),
  name: z.string(),
  liveId: z.string(),
  /** The username of who created it. */
  creator: z.string(),
  state: z.enum(states),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
});

export type Chatroom = z.infer<typeof chatroom>;

export interface ChatroomStore {
  /** Undefined where the id was never handed out. Consistent: a room just created is there. */
  find(chatroomId: number, deadlineAt: number): Promise<Chatroom | undefined>;
  add(room: Chatroom, deadlineAt: number): Promise<void>;
  /** False where the room is in none of the states `from`. */
  move(step: Move, deadlineAt: number): Promise<boolean>;
}

export interface Move {
  readonly chatroomId: number;
  readonly from: ChatroomState;
  readonly to: ChatroomState;
}

export function chatroomStore(runtime: Runtime): ChatroomStore {
  const TableName = readSetting(runtime.environment, settings.chatroomsTable);
  const database = connectDatabase(runtime);
  return {
    find: async (chatroomId, deadlineAt) => {
      const get = new GetCommand({ TableName, Key: { chatroomId }, ConsistentRead: true });
      const found = await database.run((client, options) => client.send(get, options), deadlineAt);
      return found === conditionFailed || found.Item === undefined ? undefined : chatroom.parse(found.Item);
    },
    add: async (room, deadlineAt) => {
      const put = new PutCommand({
        TableName,
        Item: room,
        ConditionExpression: 'attribute_not_exists(chatroomId)',
      });
      await database.run((client, options) => client.send(put, options), deadlineAt);
    },
    move: async ({ chatroomId, from, to }, deadlineAt) => {
      const update = new UpdateCommand({
        TableName,
        Key: { chatroomId },
        UpdateExpression: 'SET #state = :to',
        ConditionExpression: '#state = :from',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':from': from, ':to': to },
      });
      return (
        (await database.run((client, options) => client.send(update, options), deadlineAt)) !==
        conditionFailed
      );
    },
  };
}
