/**
 * Replaces the AWS SDK in the simulation: the classes that the product imports, with the behaviour that matters to it.
 * Attempts are retried, so that after a lost reply a write fails its own condition; a silent peer is given up after the
 * request's timeout, if one is configured.
 */
import { type Action, ConditionalCheckFailedException, type Output } from './dynamodb.ts';
import { NetworkError, type Wire, wireAt } from './wire.ts';

export { ConditionalCheckFailedException };

interface ClientConfig {
  readonly endpoint: string;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly requestTimeout: number; readonly throwOnRequestTimeout: boolean };
}

type Input = Readonly<Record<string, unknown>>;

interface Command {
  readonly action: Action;
  readonly input: Input;
}

const commandOf = (action: Action) =>
  class implements Command {
    readonly action = action;
    readonly input: Input;

    constructor(input: Input) {
      this.input = input;
    }
  };

export const GetCommand = commandOf('GetItem');
export const BatchGetCommand = commandOf('BatchGetItem');
export const PutCommand = commandOf('PutItem');
export const UpdateCommand = commandOf('UpdateItem');
export const DeleteCommand = commandOf('DeleteItem');
export const QueryCommand = commandOf('Query');
export const ScanCommand = commandOf('Scan');

/** Imported by the attendance, which the histories leave out. */
export class BatchWriteCommand {
  constructor() {
    throw new Error('BatchWriteItem is not simulated');
  }
}

export class DynamoDBClient {
  readonly config: ClientConfig;

  constructor(config: ClientConfig) {
    this.config = config;
  }
}

/** The SDK draws between nothing and twice this before the second attempt, and doubles it before the third. */
const meanBackoffMs = { throttled: 250, else: 50 };
const isThrottling = ({ name }: Error) => /Throttl|Throughput|RequestLimit/.test(name);

const pause = ({ clock }: Wire, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

/** Settles as the attempt does, or rejects when it is called off; the attempt itself goes on. */
function unless<T>(attempt: Promise<T>, callOff: (reject: (error: Error) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = callOff(reject);
    attempt.then(resolve, reject).finally(end);
  });
}

function withinRequestTimeout<T>(wire: Wire, config: ClientConfig, attempt: Promise<T>): Promise<T> {
  const { requestTimeout, throwOnRequestTimeout } = config.requestHandler;
  if (!throwOnRequestTimeout) return attempt;
  return unless(attempt, (reject) =>
    wire.clock.after(requestTimeout, () => reject(new NetworkError('TimeoutError'))),
  );
}

function unlessAborted<T>(signal: AbortSignal, attempt: Promise<T>): Promise<T> {
  return unless(attempt, (reject) => {
    const abort = () => reject(new NetworkError('AbortError', false));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}

async function send(config: ClientConfig, { action, input }: Command): Promise<Output> {
  const wire = wireAt(config.endpoint);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await withinRequestTimeout(
        wire,
        config,
        wire.callDatabase({ operation: { action, input }, attempt }),
      );
    } catch (error) {
      const mayRepeat = error instanceof NetworkError && error.isRetryable;
      if (!mayRepeat || attempt + 1 >= config.maxAttempts) throw error;
      const meanMs = isThrottling(error) ? meanBackoffMs.throttled : meanBackoffMs.else;
      await pause(wire, meanMs * 2 ** attempt);
    }
  }
}

export class DynamoDBDocumentClient {
  readonly #config: ClientConfig;

  constructor({ config }: DynamoDBClient) {
    this.#config = config;
  }

  static from(client: DynamoDBClient): DynamoDBDocumentClient {
    return new DynamoDBDocumentClient(client);
  }

  async send(command: Command, { abortSignal }: { abortSignal: AbortSignal }): Promise<Output> {
    try {
      return await unlessAborted(abortSignal, send(this.#config, command));
    } catch (error) {
      // Faults that the retries overcome may take too long together; other errors are recorded where they occur.
      if (error instanceof NetworkError && error.name === 'AbortError')
        wireAt(this.#config.endpoint).databaseGaveUp();
      throw error;
    }
  }
}

export class GetSecretValueCommand {
  readonly SecretId: string;

  constructor({ SecretId }: { SecretId: string }) {
    this.SecretId = SecretId;
  }
}

/** The one secret of every simulation. */
export const appCredentials = { appKey: 'simulated-app-key', appSecret: 'CANARY-app-secret' };

export class SecretsManagerClient {
  async send(_command: GetSecretValueCommand) {
    return { SecretString: JSON.stringify(appCredentials) };
  }
}
