import type { EndpointName } from '../../functions/contract/endpoints.ts';
import { prices } from './prices.ts';

/** What one warm call uses in its usual course: figures of docs/operations.md, which a test measures. */
export interface Usage {
  /** DynamoDB request units. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** DynamoDB operations that wait for one another. */
  readonly databaseTrips: number;
  readonly rongCloudCalls: number;
}

/** A token is one that is kept. An endpoint that has not been measured yet is not here. */
export const usage = {
  'user-get-token': { readUnits: 2, writeUnits: 0, databaseTrips: 1, rongCloudCalls: 0 },
  'chatroom-create': { readUnits: 4.5, writeUnits: 8, databaseTrips: 4, rongCloudCalls: 1 },
  'chatroom-join': { readUnits: 3, writeUnits: 0, databaseTrips: 1, rongCloudCalls: 2 },
  'chatroom-destroy': { readUnits: 3, writeUnits: 3, databaseTrips: 2, rongCloudCalls: 1 },
  'chatroom-query': { readUnits: 3, writeUnits: 0, databaseTrips: 1, rongCloudCalls: 0 },
} as const satisfies Partial<Record<EndpointName, Usage>>;

/** What is not measured by each call; where the figures come from stands in docs/deploying.md. */
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
  { databaseTrips, rongCloudCalls }: Usage,
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
export function costOfMillion(used: Usage, memoryMb: number, hashedShare: number): Cost {
  const million = 1_000_000;
  const gbSeconds = (memoryMb / 1_024) * (callMs(used, memoryMb, hashedShare) / 1_000);
  const { readUnits, writeUnits } = used;
  return {
    gateway: million * prices.gatewayPerCall,
    lambda: million * (prices.lambdaPerCall + gbSeconds * prices.lambdaPerGbSecond),
    dynamoDb: million * (readUnits * prices.dynamoDbPerReadUnit + writeUnits * prices.dynamoDbPerWriteUnit),
    logs: million * (assumed.logBytes / 1e9) * prices.logsPerGb,
    traces: million * assumed.tracedShare * prices.tracesPerTrace,
  };
}

export const total = (cost: Cost) => Object.values(cost).reduce((sum, part) => sum + part, 0);
