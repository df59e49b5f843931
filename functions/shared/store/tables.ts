/**
 * The DynamoDB tables as plain data: the stack and the local run create them from here, each endpoint's row
 * says which of them it touches. One kind of item to a table, so no key can be mistaken for another kind's.
 */
export interface TableDefinition {
  /** The environment variable that carries the table's name. */
  readonly variable: string;
  readonly partitionKey: KeyAttribute;
  /** The attribute, in seconds since the epoch, after which DynamoDB may delete an item; none where absent. */
  readonly timeToLive?: string;
  /** By name. An item is in an index only while it has the index's keys. */
  readonly indexes?: Readonly<Record<string, IndexDefinition>>;
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface IndexDefinition {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Whole items, or their keys alone. */
  readonly projects: 'all' | 'keys';
}

export const tables = {
  /** One account each. */
  users: { variable: 'USERS_TABLE', partitionKey: { name: 'username', type: 'S' } },
  /** One room each, destroyed ones too: an id is never given twice. */
  chatrooms: { variable: 'CHATROOMS_TABLE', partitionKey: { name: 'chatroomId', type: 'N' } },
  /** The number that the last room got. */
  counters: { variable: 'COUNTERS_TABLE', partitionKey: { name: 'counter', type: 'S' } },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tables;

/** The DynamoDB actions that the functions make use of. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'Query';
