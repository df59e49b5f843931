import { prices } from './prices.ts';

/** The resources of one warm call. */
export interface Usage {
  /** DynamoDB request units. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Sequential DynamoDB operations. */
  readonly databaseTrips: number;
  readonly rongCloudCalls: number;
}

export const assumed = {
  /** Argon2id, 12 MiB and three passes, by @node-rs/argon2 on one whole core: `npm run bench -- warm`. */
  hashMs: 3.8,
  /** All other CPU time of a warm token, join or query on one whole core, on average: `npm run bench -- warm`. */
  otherCpuMs: 1.7,
  /** Same region. */
  databaseTripMs: 5,
  /** Same city; ten times as long on another continent. */
  rongCloudCallMs: 20,
  /** The function's log line, Lambda's report line and the gateway's access line. */
  logBytes: 1_600,
  /** X-Ray's default rule: the first call of a second and one of twenty more. */
  tracedShare: 0.05,
} as const;

/** Lambda gives a function of this memory one whole core, and less in proportion. */
export const memoryOfOneCoreMb = 1_769;

export function callMs({ databaseTrips, rongCloudCalls }: Usage, memoryMb: number): number {
  const cores = Math.min(1, memoryMb / memoryOfOneCoreMb);
  const cpuMs = (assumed.otherCpuMs + assumed.hashMs) / cores;
  return cpuMs + databaseTrips * assumed.databaseTripMs + rongCloudCalls * assumed.rongCloudCallMs;
}

/** Dollars per million calls. */
export interface Cost {
  readonly gateway: number;
  readonly lambda: number;
  readonly dynamoDb: number;
  readonly logs: number;
  readonly traces: number;
}

export function costOfMillion(used: Usage, memoryMb: number): Cost {
  const million = 1_000_000;
  const gbSeconds = (memoryMb / 1_024) * (callMs(used, memoryMb) / 1_000);
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
