import { embeddedConnection, startDynamoDb } from '../../lib/local/dynamodb.ts';
import { startInterceptingProxy } from './intercepting-proxy.ts';

/** One call as DynamoDB got it. */
export interface DynamoDbCall {
  /** Such as `BatchGetItem`. */
  readonly operation: string;
  readonly body: string;
}

const accessDenied = {
  status: 400,
  contentType: 'application/x-amz-json-1.0',
  body: Buffer.from('{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException"}'),
};

/** An embedded DynamoDB behind a proxy that records the calls and refuses those that a test chooses. */
export async function watchedDynamoDb() {
  const database = await startDynamoDb();
  const calls: DynamoDbCall[] = [];
  let refuses: (call: DynamoDbCall) => boolean = () => false;
  const proxy = await startInterceptingProxy(database.origin, async (request) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const call = { operation, body: request.body };
    calls.push(call);
    request.reply(refuses(call) ? accessDenied : await request.forward());
  });
  return {
    connection: embeddedConnection(proxy.origin),
    /** Operations since the last time. */
    operations: () => calls.splice(0).map(({ operation }) => operation),
    refuse: (which: (call: DynamoDbCall) => boolean) => {
      refuses = which;
    },
    stop: async () => {
      await proxy.stop();
      await database.stop();
    },
  };
}
