import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { credentials, database, login } from './login.ts';
import { Refusal, respond } from './respond.ts';

const parameters = credentials.extend({ id: z.coerce.number().int().min(1).max(2_147_483_647) });

export const handler = respond(async (query) => {
  const { id, ...account } = parameters.parse(query);
  await login(account);
  const { Item: room } = await database.send(
    new GetCommand({ TableName: process.env.CHATROOMS_TABLE, Key: { chatroomId: id }, ConsistentRead: true }),
  );
  if (room === undefined) throw new Refusal(404, 'no such chatroom');
  if (room.state !== 'ACTIVE') throw new Refusal(410, 'the chatroom was destroyed');
  const time = new Date(Date.parse(room.createdAt) + 8 * 3_600_000).toISOString().slice(0, -1);
  return { item: { chatroom_id: id, name: room.name, time } };
});
