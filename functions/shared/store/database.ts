import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../failure.ts';
import type { Runtime } from '../runtime.ts';
import { SigningHash } from './signing-hash.ts';

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

function clientConfig({ environment }: Runtime) {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = environment;
  return {
    region: environment.AWS_REGION,
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    // Lambda hands a function its role in these variables; looking anywhere else would only cost load time.
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
    sha256: SigningHash,
    maxAttempts: attempts,
    retryMode: 'standard',
    // Without the last one, a request that takes too long is only warned of.
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  } as const satisfies DynamoDBClientConfig;
}

function createClients(runtime: Runtime) {
  const config = clientConfig(runtime);
  const repeating = new DynamoDBClient(config);
  const { requestHandler } = repeating.config;
  let once: DynamoDBDocumentClient | undefined;
  return {
    repeating: DynamoDBDocumentClient.from(repeating),
    /** Over the same connections; made when it is needed, which at a start it is not. */
    once: () => {
      once ??= DynamoDBDocumentClient.from(new DynamoDBClient({ ...config, requestHandler, maxAttempts: 1 }));
      return once;
    },
  };
}

type Operation<T> = (client: DynamoDBDocumentClient, options: { abortSignal: AbortSignal }) => Promise<T>;

export interface Database {
  /**
   * Runs one operation and gives it up at `deadlineAt` (milliseconds since the epoch), or after three seconds. Until then
   * the SDK sends it again where a reply is lost.
   * @returns undefined where its condition did not hold.
   * @throws Failure UNAVAILABLE where DynamoDB was not reached or the outcome is unknown, INTERNAL where the call was wrong.
   */
  run<T>(operation: Operation<T>, deadlineAt: number): Promise<T | undefined>;
  /** As `run`, for what must not be done twice: it is sent once, and where the reply is lost the outcome is unknown. */
  runOnce<T>(operation: Operation<T>, deadlineAt: number): Promise<T | undefined>;
}

function createDatabase(runtime: Runtime): Database {
  const { repeating, once } = createClients(runtime);
  const { clock } = runtime;

  async function run<T>(client: DynamoDBDocumentClient, operation: Operation<T>, deadlineAt: number) {
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
  }

  return {
    run: (operation, deadlineAt) => run(repeating, operation, deadlineAt),
    runOnce: (operation, deadlineAt) => run(once(), operation, deadlineAt),
  };
}

const databases = new WeakMap<Runtime, Database>();

/** One client to a runtime: all its tables share the connections. */
export function databaseOf(runtime: Runtime): Database {
  const database = databases.get(runtime) ?? createDatabase(runtime);
  databases.set(runtime, database);
  return database;
}
