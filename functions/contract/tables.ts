export interface Key {
  readonly name: string;
  readonly type: 'S' | 'N';
}

/** Contains only the items that have both attributes. */
export interface IndexDefinition {
  readonly partitionKey: Key;
  readonly sortKey: Key;
  /** Attributes that are copied to the index beside the keys. */
  readonly attributes?: readonly string[];
}

export interface TableDefinition {
  readonly partitionKey: Key;
  readonly sortKey?: Key;
  /** DynamoDB's TTL attribute, in seconds since the epoch. */
  readonly timeToLive?: string;
  /** True if the table is backed up although its items expire. */
  readonly isLongLived?: true;
  readonly indexes?: Readonly<Record<string, IndexDefinition>>;
}

/**
 * The DynamoDB tables as plain data: the stack and the local run create them from here, and each function's row names
 * the tables that it accesses. Each table has one kind of item.
 */
export const tables = {
  /** One account each. */
  users: {
    partitionKey: { name: 'username', type: 'S' },
    indexes: {
      /** The account of a RongCloud user id: a derived id cannot be turned back into a username. */
      rongCloudId: {
        partitionKey: { name: 'rongCloudUserId', type: 'S' },
        sortKey: { name: 'username', type: 'S' },
      },
    },
  },
  /** One room each, also destroyed ones: an id is never given twice. */
  chatrooms: {
    partitionKey: { name: 'chatroomId', type: 'N' },
    indexes: {
      /** Rooms whose destroy or controls the reconciler has to send to RongCloud, by the time when they are due. */
      pending: { partitionKey: { name: 'pending', type: 'S' }, sortKey: { name: 'dueAt', type: 'N' } },
      /** A user's active rooms, for the quota and for the drift check. */
      active: { partitionKey: { name: 'activeOf', type: 'S' }, sortKey: { name: 'chatroomId', type: 'N' } },
      /** A course's active rooms. */
      course: {
        partitionKey: { name: 'activeIn', type: 'S' },
        sortKey: { name: 'chatroomId', type: 'N' },
        attributes: ['name', 'createdAt'],
      },
    },
  },
  /** Users who are muted in a room or blocked from it. */
  sanctions: {
    partitionKey: { name: 'chatroomId', type: 'N' },
    sortKey: { name: 'username', type: 'S' },
    timeToLive: 'expiresAt',
  },
  /**
   * Who joined and left a room, and when RongCloud created and destroyed it. A room has several partitions, because one
   * takes 1,000 writes a second.
   */
  attendance: {
    partitionKey: { name: 'roomPart', type: 'S' },
    sortKey: { name: 'event', type: 'S' },
    timeToLive: 'expiresAt',
    isLongLived: true,
  },
  /** RongCloud's callbacks of the last minutes by signature, so that none is accepted twice with different bodies. */
  callbacks: { partitionKey: { name: 'signature', type: 'S' }, timeToLive: 'expiresAt' },
  /** The last id handed out, and the reconciler's own state. */
  counters: { partitionKey: { name: 'counter', type: 'S' } },
  /** Idempotency records: creates of the last minutes. */
  creations: { partitionKey: { name: 'creation', type: 'S' }, timeToLive: 'expiresAt' },
  /** Quotas: a user's calls per minute. */
  quotas: { partitionKey: { name: 'quota', type: 'S' }, timeToLive: 'expiresAt' },
  /** Failed logins per user, per network, and per user and network, by hashed keys; and the item `imported-hashes`. */
  attempts: { partitionKey: { name: 'attempt', type: 'S' }, timeToLive: 'expiresAt' },
} as const satisfies Record<string, TableDefinition>;

/** DynamoDB's maximum for point-in-time recovery. */
export const recoveryDays = 35;

/** Items that expire within a month need no recovery. */
export const isBackedUp = ({ timeToLive, isLongLived }: TableDefinition): boolean =>
  timeToLive === undefined || isLongLived === true;

export type TableName = keyof typeof tables;

export const tableVariable = (table: TableName) => `${table.toUpperCase()}_TABLE`;

/** The stack's output with the name of a table. */
export const tableOutput = (table: TableName) => `${table.charAt(0).toUpperCase()}${table.slice(1)}Table`;

type IndexName = keyof (typeof tables)['chatrooms']['indexes'] | keyof (typeof tables)['users']['indexes'];

/** DynamoDB operations of a function. GetItem includes BatchGetItem; a query or scan without an index is of the table. */
export type TableAction =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'BatchWriteItem'
  | 'Query'
  | `${'Query' | 'Scan'} ${IndexName}`;
