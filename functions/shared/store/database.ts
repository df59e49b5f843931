import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../failure.ts';
import type { Runtime } from '../runtime.ts';

/** DynamoDB answers in 4 to 10 ms; a peer this silent is gone, and the SDK's own defaults would wait for ever. */
const connectTimeoutMs = 300;
const requestTimeoutMs = 1_000;
const attempts = 3;
/** All attempts of one operation together. */
const operationWithinMs = 3_000;
const retryAfterSeconds = 1;

/** Our own mistake (a wrong name, a missing permission, a bad expression); a repeat would not mend it. */
const ourFault = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ValidationException',
  'UnrecognizedClientException',
]);

function translated(error: unknown): Failure {
  const isOurs = error instanceof Error && ourFault.has(error.name);
  return isOurs
    ? new Failure('INTERNAL', { cause: error })
    : new Failure('UNAVAILABLE', { cause: error, retryAfterSeconds });
}

function createClient({ environment }: Runtime): DynamoDBDocumentClient {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = environment;
  const client = new DynamoDBClient({
    region: environment.AWS_REGION,
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    // Lambda hands a function its role in these variables; looking anywhere else would only cost load time.
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
    maxAttempts: attempts,
    retryMode: 'standard',
    // Without the last one, a request that takes too long is only warned of.
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client);
}

export interface Database {
  /**
   * Runs one operation and gives it up at `deadlineAt` (milliseconds since the epoch), or after three seconds.
   * @returns undefined where its condition did not hold.
   * @throws Failure UNAVAILABLE where DynamoDB was not reached or the outcome is unknown, INTERNAL where the call was wrong.
   */
  run<T>(
    operation: (client: DynamoDBDocumentClient, options: { abortSignal: AbortSignal }) => Promise<T>,
    deadlineAt: number,
  ): Promise<T | undefined>;
}

function createDatabase(runtime: Runtime): Database {
  const client = createClient(runtime);
  const { clock } = runtime;
  return {
    run: async (operation, deadlineAt) => {
      const abort = new AbortController();
      const withinMs = Math.min(operationWithinMs, deadlineAt - clock.now());
      const cancel = clock.after(withinMs, () => abort.abort());
      try {
        return await operation(client, { abortSignal: abort.signal });
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw translated(error);
      } finally {
        cancel();
      }
    },
  };
}

const databases = new WeakMap<Runtime, Database>();

/** One client to a runtime: all its tables share the connections. */
export function databaseOf(runtime: Runtime): Database {
  const database = databases.get(runtime) ?? createDatabase(runtime);
  databases.set(runtime, database);
  return database;
}
