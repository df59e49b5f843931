import { argon2Sync, timingSafeEqual } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { Refusal } from './respond.ts';

export const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const credentials = z.object({
  username: z.string().min(1).max(150),
  password: z.string().min(1).max(128),
});

function isRight(password: string, passwordHash: string): boolean {
  const [, , , cost = '', salt = '', tag = ''] = passwordHash.split('$');
  const { m, t, p } = Object.fromEntries(cost.split(',').map((one) => one.split('=')));
  const expected = Buffer.from(tag, 'base64');
  const computed = argon2Sync('argon2id', {
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: expected.length,
  });
  return timingSafeEqual(computed, expected);
}

export async function login({ username, password }: z.infer<typeof credentials>) {
  const { Item: user } = await database.send(
    new GetCommand({ TableName: process.env.USERS_TABLE, Key: { username }, ConsistentRead: true }),
  );
  if (user === undefined || !isRight(password, user.passwordHash))
    throw new Refusal(401, 'wrong credentials');
  return user;
}
