import { setTimeout as wait } from 'node:timers/promises';
import type { Deps } from '../../functions/platform/deps.ts';
import {
  createTables,
  databaseVariables,
  embeddedConnection,
  localTableName,
  startDynamoDb,
} from '../../lib/local/dynamodb.ts';
import { stubTimeouts } from '../../lib/local/service.ts';
import { type DynamoDbFault, isRefusal, refusals } from '../faults/dynamodb-fault.ts';
import { type ForwardedReply, type PassingRequest, startInterceptingProxy } from './intercepting-proxy.ts';
import { slowClock } from './slow-clock.ts';

/** The calls that a fault affects; absent: all. */
export interface FaultWhere {
  readonly action?: string;
  readonly table?: string;
}

interface Armed {
  readonly fault: DynamoDbFault;
  readonly where: FaultWhere;
  callsLeft: number;
}

export interface DynamoDbRequest {
  /** Such as `PutItem`. */
  readonly action: string;
  /** Without the prefix of this machine; of a batch, its tables. */
  readonly table: string;
}

const prefix = localTableName('');

/** The operation of a request. */
export function readDynamoDbRequest({
  headers,
  body,
}: Pick<PassingRequest, 'headers' | 'body'>): DynamoDbRequest {
  const { TableName, RequestItems = {} } = JSON.parse(body);
  const tables: readonly string[] = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  return {
    action: String(headers['x-amz-target']).replace(/^.*\./, ''),
    table: tables.map((name) => name.replace(prefix, '')).join('+'),
  };
}

const json = (status: number, body: unknown): ForwardedReply => ({
  status,
  contentType: 'application/x-amz-json-1.0',
  body: Buffer.from(JSON.stringify(body)),
});

/** Plays a fault on a request as a network and DynamoDB would. */
async function play(request: PassingRequest, fault: DynamoDbFault, earlier: ForwardedReply | undefined) {
  const { name } = fault;
  if (isRefusal(name)) {
    const { status, type } = refusals[name];
    return request.reply(json(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: name }));
  }
  switch (name) {
    case 'silence':
      return;
    case 'connection-refused':
    case 'reset-before-forward':
      return request.reset();
    case 'reply-lost':
      await request.forward();
      return request.reset();
    case 'reply-cut-short':
      return request.replyInPart(await request.forward());
    case 'reply-delayed': {
      const reply = await request.forward();
      await wait(fault.delayMs);
      return request.reply(reply);
    }
    case 'commit-delayed':
      await wait(fault.delayMs);
      return request.reply(await request.forward());
    case 'keys-unprocessed':
      return request.reply(
        json(200, { Responses: {}, UnprocessedKeys: JSON.parse(request.body).RequestItems }),
      );
    case 'stale-read':
      return request.reply(earlier ?? (await request.forward()));
  }
}

const isConsistent = ({ body }: PassingRequest) => body.includes('"ConsistentRead":true');

/** An embedded DynamoDB behind a proxy that plays faults. */
async function startDynamoDbProxy() {
  const database = await startDynamoDb();
  const armed: Armed[] = [];
  /** The last answer to each read that need not be consistent; an index may answer from there again. */
  const earlier = new Map<string, ForwardedReply>();
  const requests: DynamoDbRequest[] = [];
  const playing: Promise<void>[] = [];

  const draw = ({ action, table }: DynamoDbRequest) => {
    const one = armed.find(
      ({ where }) => (where.action ?? action) === action && (where.table ?? table) === table,
    );
    if (one === undefined) return undefined;
    one.callsLeft -= 1;
    if (one.callsLeft === 0) armed.splice(armed.indexOf(one), 1);
    return one.fault;
  };

  const proxy = await startInterceptingProxy(database.origin, async (request) => {
    const asked = readDynamoDbRequest(request);
    requests.push(asked);
    const fault = draw(asked);
    const before = isConsistent(request) ? undefined : earlier.get(request.body);
    if (fault !== undefined) {
      const played = play(request, fault, before);
      playing.push(played);
      return played;
    }
    const reply = await request.forward();
    earlier.set(request.body, reply);
    request.reply(reply);
  });

  return {
    connection: embeddedConnection(proxy.origin),
    /** The received calls, the oldest first. */
    requests,
    /** Arms a fault for this number of calls. */
    arm: (fault: DynamoDbFault, calls = 1, where: FaultWhere = {}) => {
      armed.push({ fault, where, callsLeft: calls });
    },
    /** Resolves when every fault so far is over, its late commits too. */
    settled: () => Promise.allSettled(playing),
    disarm: () => {
      armed.length = 0;
    },
    stop: async () => {
      await proxy.stop();
      await database.stop();
    },
  };
}

/** The product's tables behind such a proxy, and what a store of the product needs to reach them. */
export async function startTablesBehindProxy() {
  const proxy = await startDynamoDbProxy();
  await createTables(proxy.connection);
  proxy.requests.length = 0;
  const deps: Deps = {
    environment: databaseVariables(proxy.connection),
    clock: slowClock(),
    awsTimeouts: stubTimeouts,
    randomBytes: Buffer.alloc,
    output: () => {},
  };
  return { proxy, deps };
}
