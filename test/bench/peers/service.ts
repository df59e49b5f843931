import { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import argon2 from 'argon2';
import { RateLimiterDynamo } from 'rate-limiter-flexible';
import initRongCloud, { type Result } from 'rongcloud-sdk';

// The five endpoints as one would write them in an afternoon with the packages that offer themselves: the vendor's
// SDK, the argon2 package, the document client, rate-limiter-flexible. Passwords are checked with each call, tokens asked
// of RongCloud each time.

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Parameters = Readonly<Record<string, unknown>>;

const { USERS_TABLE, CHATROOMS_TABLE, COUNTERS_TABLE, RONGCLOUD_HOSTS = '' } = process.env;
/** Switched off, the bench sees what the rest costs. */
const { HASHING = 'on', LOGIN_LIMITS = 'on' } = process.env;
const { APP_KEY = '', APP_SECRET = '' } = process.env;
const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));
/** The SDK insists on one. */
const portrait = 'https://class.example/portrait.png';
const rongCloud = initRongCloud({ appkey: APP_KEY, secret: APP_SECRET, api: RONGCLOUD_HOSTS });

const text = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  if (typeof value !== 'string' || value === '') throw new Refusal(400, `${name} is missing`);
  return value;
};

const daySeconds = 86_400;
const maxFailuresOfAddress = 100;
const maxFailuresOfName = 10;

/** Counts failures in DynamoDB, in a table that it creates. */
const limiter = (keyPrefix: string, points: number): Promise<RateLimiterDynamo> =>
  new Promise((resolve) => {
    const options = { storeClient: new DynamoDB({}), keyPrefix, points, duration: daySeconds, ttlSet: true };
    const created = new RateLimiterDynamo(options, () => resolve(created));
  });

const limiters =
  LOGIN_LIMITS === 'on'
    ? await Promise.all([limiter('address', maxFailuresOfAddress), limiter('name', maxFailuresOfName)])
    : undefined;

/** The login protection that the documentation of rate-limiter-flexible shows. */
async function limitFailures<T>(address: string, username: string, check: () => Promise<T | undefined>) {
  if (limiters === undefined) return await check();
  const [ofAddress, ofName] = limiters;
  const name = `${username}_${address}`;
  const [addressFailures, nameFailures] = await Promise.all([ofAddress.get(address), ofName.get(name)]);
  const isBlocked = (addressFailures?.remainingPoints ?? 1) <= 0 || (nameFailures?.remainingPoints ?? 1) <= 0;
  if (isBlocked) throw new Refusal(429, 'too many attempts');
  const user = await check();
  if (user === undefined) await Promise.all([ofAddress.consume(address), ofName.consume(name)]);
  else if (nameFailures !== null) await ofName.delete(name);
  return user;
}

async function findUser(username: string, password: string) {
  const { Item: user } = await database.send(
    new GetCommand({ TableName: USERS_TABLE, Key: { username }, ConsistentRead: true }),
  );
  if (user === undefined) return undefined;
  return HASHING === 'off' || (await argon2.verify(user.passwordHash, password)) ? user : undefined;
}

async function login(parameters: Parameters) {
  const username = text(parameters, 'username');
  const password = text(parameters, 'password');
  const user = await limitFailures(text(parameters, 'address'), username, () => findUser(username, password));
  if (user === undefined) throw new Refusal(401, 'wrong credentials');
  return user;
}

async function findRoom(parameters: Parameters) {
  const chatroomId = Number(text(parameters, 'id'));
  const { Item: room } = await database.send(
    new GetCommand({ TableName: CHATROOMS_TABLE, Key: { chatroomId }, ConsistentRead: true }),
  );
  if (room === undefined) throw new Refusal(404, 'no such chatroom');
  return room;
}

function accepted(result: Result): Result {
  if (result.code !== 200) throw new Refusal(502, 'RongCloud refused');
  return result;
}

async function nextId(): Promise<number> {
  const { Attributes } = await database.send(
    new UpdateCommand({
      TableName: COUNTERS_TABLE,
      Key: { counter: 'chatroomId' },
      UpdateExpression: 'ADD #last :one',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Number(Attributes?.last);
}

/** The parameters of a call, and the caller's `address`. */
export const service: Readonly<Record<string, (parameters: Parameters) => Promise<object>>> = {
  user_get_token: async (parameters) => {
    const { rongCloudUserId: id } = await login(parameters);
    const { token } = accepted(await rongCloud.User.register({ id, name: id, portrait }));
    return { token };
  },
  chatroom_create: async (parameters) => {
    const { username } = await login(parameters);
    const name = text(parameters, 'name');
    const chatroomId = await nextId();
    accepted(await rongCloud.Chatroom.create([{ id: String(chatroomId), name }]));
    const createdAt = new Date().toISOString();
    const room = { chatroomId, name, creator: username, liveId: text(parameters, 'live_id'), createdAt };
    await database.send(new PutCommand({ TableName: CHATROOMS_TABLE, Item: room }));
    return { id: chatroomId };
  },
  chatroom_join: async (parameters) => {
    await login(parameters);
    await findRoom(parameters);
    return {};
  },
  chatroom_destroy: async (parameters) => {
    const { username } = await login(parameters);
    const { chatroomId, creator } = await findRoom(parameters);
    if (creator !== username) throw new Refusal(403, 'not yours');
    accepted(await rongCloud.Chatroom.destroy({ id: String(chatroomId) }));
    return {};
  },
  chatroom_query: async (parameters) => {
    await login(parameters);
    const { chatroomId, name, createdAt } = await findRoom(parameters);
    const time = new Date(Date.parse(createdAt) + 8 * 3_600_000).toISOString().slice(0, -1);
    return { item: { chatroom_id: chatroomId, name, time } };
  },
};
