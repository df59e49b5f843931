/**
 * The DynamoDB tables as plain data: the stack and the local run create them from here, each endpoint's row
 * says which of them it touches. One kind of item to a table, so no key can be mistaken for another kind's.
 */
export interface TableDefinition {
  /** The environment variable that carries the table's name. */
  readonly variable: string;
  readonly partitionKey: { readonly name: string; readonly type: 'S' | 'N' };
  /** The attribute with the epoch seconds after which DynamoDB may delete an item. */
  readonly timeToLive?: string;
}

export const tables = {
  /** One account each. */
  users: { variable: 'USERS_TABLE', partitionKey: { name: 'username', type: 'S' } },
  /** One room each, destroyed ones too: an id is never given twice. */
  chatrooms: { variable: 'CHATROOMS_TABLE', partitionKey: { name: 'chatroomId', type: 'N' } },
  /** The number that the last room got. */
  counters: { variable: 'COUNTERS_TABLE', partitionKey: { name: 'counter', type: 'S' } },
  /** Failed logins, one counter to a user, a network, and each pair of them; the keys are hashes. */
  attempts: {
    variable: 'ATTEMPTS_TABLE',
    partitionKey: { name: 'attempt', type: 'S' },
    timeToLive: 'expiresAt',
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tables;

/** The DynamoDB actions that the functions make use of. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'Query';

/**
 * The one item of `attempts` that is no counter: what the dearest imported password hashes cost, which a wrong
 * password has to cost as well. No counter's key is this short.
 */
export const importedHashesKey = 'imported-hashes';
