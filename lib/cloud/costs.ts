import type { EndpointName } from '../../functions/endpoints.ts';
import { prices } from './prices.ts';

/** DynamoDB operations by action and table, each with its number of items. */
export type Operations = Readonly<Record<string, number>>;

/** What one call makes use of, warm and in its usual course. test/e2e/usage.test.ts counts it in the bundles. */
export interface Usage {
  readonly operations: Operations;
  /** Items that those writes add to indexes or take out of them. */
  readonly indexWrites: number;
  /** Operations that have to wait for one another. */
  readonly databaseTrips: number;
  readonly rongCloudCalls: number;
}

const login: Operations = { 'BatchGetItem users': 1, 'BatchGetItem attempts': 3 };

/** An endpoint that has not been measured yet is not here. */
export const usage = {
  'user-get-token': { operations: login, indexWrites: 0, databaseTrips: 1, rongCloudCalls: 0 },
  'chatroom-create': {
    operations: {
      ...login,
      'GetItem creations': 1,
      'GetItem quotas': 1,
      'Query chatrooms': 1,
      'UpdateItem quotas': 1,
      'UpdateItem counters': 1,
      'PutItem creations': 1,
      'PutItem chatrooms': 1,
      'UpdateItem chatrooms': 1,
    },
    // Into `pending` and `living` with the intent; out of `pending` once the room is there.
    indexWrites: 3,
    databaseTrips: 4,
    rongCloudCalls: 1,
  },
  'chatroom-join': {
    operations: { ...login, 'GetItem chatrooms': 1 },
    indexWrites: 0,
    databaseTrips: 1,
    rongCloudCalls: 2,
  },
  'chatroom-destroy': {
    operations: { ...login, 'GetItem chatrooms': 1, 'UpdateItem chatrooms': 1 },
    // Out of `living` and into `pending`.
    indexWrites: 2,
    databaseTrips: 2,
    rongCloudCalls: 1,
  },
  'chatroom-query': {
    operations: { ...login, 'GetItem chatrooms': 1 },
    indexWrites: 0,
    databaseTrips: 1,
    rongCloudCalls: 0,
  },
} as const satisfies Partial<Record<EndpointName, Usage>>;

/** Items of up to 4 KB read consistently cost one unit, queries half of it; items of up to 1 KB written cost one. */
const unitsOf = (operation: string) => {
  if (operation.startsWith('Query')) return { read: 0.5, write: 0 };
  return /^(Get|BatchGet)/.test(operation) ? { read: 1, write: 0 } : { read: 0, write: 1 };
};

/** What a call is paid by, and what its time depends on. */
export interface Consumption extends Pick<Usage, 'databaseTrips' | 'rongCloudCalls'> {
  readonly readUnits: number;
  readonly writeUnits: number;
}

export function consumptionOf({
  operations,
  indexWrites,
  databaseTrips,
  rongCloudCalls,
}: Usage): Consumption {
  const units = Object.entries(operations).map(([operation, items]) => ({ items, ...unitsOf(operation) }));
  return {
    databaseTrips,
    rongCloudCalls,
    readUnits: units.reduce((sum, { items, read }) => sum + items * read, 0),
    writeUnits: units.reduce((sum, { items, write }) => sum + items * write, indexWrites),
  };
}

/** Milliseconds of a call's parts; where they come from stands in docs/deploying.md. */
export const assumed = {
  /** Argon2id at 19 MiB and two passes, on one whole core. */
  hashMs: 33,
  /** All else that a warm call computes, on one whole core. */
  otherCpuMs: 2.5,
  databaseTripMs: 5,
  /** Within one city; on another continent it is ten times that. */
  rongCloudCallMs: 20,
  /** The one line of a function, Lambda's report on it and the gateway's access line. */
  logBytes: 1_600,
  /** X-Ray's rule for all: the first call of a second and one of twenty more. */
  tracedShare: 0.05,
} as const;

/** Lambda gives a function this much memory to one core. */
const memoryOfOneCoreMb = 1_769;

/** How long a call takes. `hashedShare` is the share of calls whose password is not remembered from a minute ago. */
export function callMs(
  { databaseTrips, rongCloudCalls }: Pick<Consumption, 'databaseTrips' | 'rongCloudCalls'>,
  memoryMb: number,
  hashedShare: number,
): number {
  const cores = Math.min(1, memoryMb / memoryOfOneCoreMb);
  const cpuMs = (assumed.otherCpuMs + hashedShare * assumed.hashMs) / cores;
  return cpuMs + databaseTrips * assumed.databaseTripMs + rongCloudCalls * assumed.rongCloudCallMs;
}

export interface Cost {
  readonly gateway: number;
  readonly lambda: number;
  readonly dynamoDb: number;
  readonly logs: number;
  readonly traces: number;
}

/** Dollars for a million calls, by part. */
export function costOfMillion(used: Consumption, memoryMb: number, hashedShare: number): Cost {
  const million = 1_000_000;
  const gbSeconds = (memoryMb / 1_024) * (callMs(used, memoryMb, hashedShare) / 1_000);
  return {
    gateway: million * prices.gatewayPerCall,
    lambda: million * (prices.lambdaPerCall + gbSeconds * prices.lambdaPerGbSecond),
    dynamoDb:
      million * (used.readUnits * prices.dynamoDbPerReadUnit + used.writeUnits * prices.dynamoDbPerWriteUnit),
    logs: million * (assumed.logBytes / 1e9) * prices.logsPerGb,
    traces: million * assumed.tracedShare * prices.tracesPerTrace,
  };
}

export const total = (cost: Cost) => Object.values(cost).reduce((sum, part) => sum + part, 0);
