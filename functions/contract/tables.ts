export interface Key {
  readonly name: string;
  readonly type: 'S' | 'N';
}

/** Holds only the items that have both attributes. */
export interface IndexDefinition {
  readonly partitionKey: Key;
  readonly sortKey: Key;
  /** Attributes that are copied to the index beside the keys. */
  readonly attributes?: readonly string[];
}

export interface TableDefinition {
  /** The environment variable that carries the table's name. */
  readonly variable: string;
  readonly partitionKey: Key;
  readonly sortKey?: Key;
  /** The attribute, in seconds since the epoch, after which DynamoDB may drop an item. */
  readonly timeToLive?: string;
  /** Its items expire, but so late that they are backed up. */
  readonly isLongLived?: true;
  readonly indexes?: Readonly<Record<string, IndexDefinition>>;
}

/**
 * The DynamoDB tables as plain data: the stack and the local run create them from here, and each function's row says
 * which of them it access. What a caller names is never in one table with another kind of item.
 */
export const tables = {
  /** One account each. */
  users: {
    variable: 'USERS_TABLE',
    partitionKey: { name: 'username', type: 'S' },
    indexes: {
      /** Whose a RongCloud user id is: some of them cannot be turned back into a username. */
      rongCloudId: {
        partitionKey: { name: 'rongCloudUserId', type: 'S' },
        sortKey: { name: 'username', type: 'S' },
      },
    },
  },
  /** One room each, destroyed ones too: an id is never given twice. */
  chatrooms: {
    variable: 'CHATROOMS_TABLE',
    partitionKey: { name: 'chatroomId', type: 'N' },
    indexes: {
      /** Rooms that the reconciler has to destroy at RongCloud, or to bring their controls there, and when. */
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
  /** Who is muted in a room or kept out of it. */
  sanctions: {
    variable: 'SANCTIONS_TABLE',
    partitionKey: { name: 'chatroomId', type: 'N' },
    sortKey: { name: 'username', type: 'S' },
    timeToLive: 'expiresAt',
  },
  /**
   * Who joined and left a room, and when the room came and went at RongCloud. A room is spread over several partitions:
   * DynamoDB takes 1,000 writes a second to one.
   */
  attendance: {
    variable: 'ATTENDANCE_TABLE',
    partitionKey: { name: 'roomPart', type: 'S' },
    sortKey: { name: 'event', type: 'S' },
    timeToLive: 'expiresAt',
    isLongLived: true,
  },
  /** RongCloud's callbacks of the last minutes by their signatures, so that none is taken twice with another body. */
  callbacks: {
    variable: 'CALLBACKS_TABLE',
    partitionKey: { name: 'signature', type: 'S' },
    timeToLive: 'expiresAt',
  },
  /** The last id handed out, and the reconciler's own state. */
  counters: { variable: 'COUNTERS_TABLE', partitionKey: { name: 'counter', type: 'S' } },
  /** Creates of the last minutes, so that a repeated one is known. */
  creations: {
    variable: 'CREATIONS_TABLE',
    partitionKey: { name: 'creation', type: 'S' },
    timeToLive: 'expiresAt',
  },
  /** What a user did in a minute, counted. */
  quotas: { variable: 'QUOTAS_TABLE', partitionKey: { name: 'quota', type: 'S' }, timeToLive: 'expiresAt' },
  /** Failed logins, one counter to a user, a network, and each pair of them, by hashed keys; and imported-hashes.ts. */
  attempts: {
    variable: 'ATTEMPTS_TABLE',
    partitionKey: { name: 'attempt', type: 'S' },
    timeToLive: 'expiresAt',
  },
} as const satisfies Record<string, TableDefinition>;

/** Items that expire within a month by themselves need no recovery. */
export const isBackedUp = ({ timeToLive, isLongLived }: TableDefinition): boolean =>
  timeToLive === undefined || isLongLived === true;

export type TableName = keyof typeof tables;

type IndexName = keyof (typeof tables)['chatrooms']['indexes'] | keyof (typeof tables)['users']['indexes'];

/** DynamoDB operations of a function. GetItem includes BatchGetItem; a query or scan without an index is of the table. */
export type TableAction =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'BatchWriteItem'
  | 'Query'
  | `${'Query' | 'Scan'} ${IndexName}`;
