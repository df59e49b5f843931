import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../contract/failure.ts';
import { awsClientConfig } from '../platform/aws-client.ts';
import type { Deps } from '../platform/deps.ts';

const attempts = 3;
/** For all attempts of one operation. */
const operationWithinMs = 3_000;
const retryAfterSeconds = 1;

/** Our own mistake (a wrong name, a missing permission, a bad expression): a retry cannot help. */
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

type Operation<T> = (client: DynamoDBDocumentClient, options: { abortSignal: AbortSignal }) => Promise<T>;

function createDatabase(deps: Deps) {
  const { clock, environment } = deps;
  const endpoint = environment.AWS_ENDPOINT_URL_DYNAMODB;
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...awsClientConfig(deps), endpoint, maxAttempts: attempts }),
  );
  return {
    /**
     * Runs one operation; gives up at `deadlineAt` (milliseconds since the epoch) or after three seconds. The SDK
     * retries up to twice.
     * @returns undefined if its condition failed.
     * @throws Failure UNAVAILABLE if DynamoDB was not reached or the outcome is unknown, INTERNAL if the call was wrong.
     */
    run: async <T>(operation: Operation<T>, deadlineAt: number): Promise<T | undefined> => {
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

type Database = ReturnType<typeof createDatabase>;

const databases = new WeakMap<Deps, Database>();

/** One client per `Deps`: all its tables share the connections. */
export function databaseOf(deps: Deps): Database {
  const database = databases.get(deps) ?? createDatabase(deps);
  databases.set(deps, database);
  return database;
}
