/**
 * The faults between the product and DynamoDB. The proxy plays them over HTTP, the simulation in memory.
 */
export type DynamoDbFault =
  | { readonly name: 'throughput-exceeded' }
  | { readonly name: 'throttled' }
  | { readonly name: 'request-limit-exceeded' }
  | { readonly name: 'internal-error' }
  | { readonly name: 'service-unavailable' }
  | { readonly name: 'connection-refused' }
  | { readonly name: 'reset-before-forward' }
  /** The write is done and its reply lost: the SDK retries. */
  | { readonly name: 'reply-lost' }
  | { readonly name: 'silence' }
  | { readonly name: 'reply-delayed'; readonly delayMs: number }
  /** The write is done late, perhaps after its caller gave up. */
  | { readonly name: 'commit-delayed'; readonly delayMs: number }
  | { readonly name: 'reply-cut-short' }
  | { readonly name: 'transaction-conflict' }
  | { readonly name: 'stale-read'; readonly versionsBehind: number }
  | { readonly name: 'keys-unprocessed' };

export type DynamoDbFaultName = DynamoDbFault['name'];

/** DynamoDB's own refusals: the status and type of the error body, nothing done. */
export const refusals = {
  'throughput-exceeded': { status: 400, type: 'ProvisionedThroughputExceededException' },
  throttled: { status: 400, type: 'ThrottlingException' },
  'request-limit-exceeded': { status: 400, type: 'RequestLimitExceeded' },
  'internal-error': { status: 500, type: 'InternalServerError' },
  'service-unavailable': { status: 503, type: 'ServiceUnavailable' },
  'transaction-conflict': { status: 400, type: 'TransactionConflictException' },
} as const satisfies Partial<Record<DynamoDbFaultName, { status: number; type: string }>>;

export const isRefusal = (name: DynamoDbFaultName): name is keyof typeof refusals =>
  Object.hasOwn(refusals, name);

/** The SDK's retries hide two of these in a row. */
export const mendedBySdk = [
  'throughput-exceeded',
  'throttled',
  'request-limit-exceeded',
  'internal-error',
  'service-unavailable',
  'connection-refused',
  'reset-before-forward',
  'reply-lost',
  'reply-cut-short',
] as const satisfies readonly DynamoDbFaultName[];
export const mendedInARow = 2;

/** The SDK retries all of DynamoDB's own refusals except for this one. */
export const isRepeated = (name: DynamoDbFaultName) => name !== 'transaction-conflict';
