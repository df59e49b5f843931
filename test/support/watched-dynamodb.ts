import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { embeddedConnection, startDynamoDb } from '../../lib/local/dynamodb.ts';
import { listen } from '../../lib/local/listen.ts';

/** One call as DynamoDB got it. */
export interface DynamoDbCall {
  /** Such as `BatchGetItem`. */
  readonly operation: string;
  readonly body: string;
}

/** An embedded DynamoDB behind a proxy that keeps a list of its calls and refuses those that a test wants refused. */
export async function watchedDynamoDb() {
  const database = await startDynamoDb();
  const calls: DynamoDbCall[] = [];
  let refuses: (call: DynamoDbCall) => boolean = () => false;
  const proxy = createServer(async (request, response) => {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const call = { operation, body: body.toString() };
    calls.push(call);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    if (refuses(call)) {
      response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException"}');
      return;
    }
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const reply = await fetch(database.origin, {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      body,
    });
    response.writeHead(reply.status).end(await reply.text());
  });
  const { origin, stop } = await listen(proxy, 0);
  return {
    connection: embeddedConnection(origin),
    /** Operations since the last time. */
    operations: () => calls.splice(0).map(({ operation }) => operation),
    refuse: (which: (call: DynamoDbCall) => boolean) => {
      refuses = which;
    },
    stop: async () => {
      await stop();
      await database.stop();
    },
  };
}
