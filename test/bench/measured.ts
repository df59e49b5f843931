import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a part found when it last ran. @throws where it has not run yet. */
export function measured<T>(part: string): T {
  const file = join(import.meta.dirname, '../../docs/bench', `${part}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`run npm run bench -- ${part} first`, { cause });
  }
}

interface Results<T> {
  readonly results: readonly T[];
}

export interface ColdData
  extends Results<{
    readonly name: string;
    readonly bytes: number;
    readonly loadMs: number;
    readonly firstMs: number;
    readonly ratio: number;
    readonly residentRatio: number;
    readonly firstToUnopened?: number;
  }> {
  readonly isThrottled: boolean;
}

export type WarmData = Results<{
  readonly name: string;
  readonly p50Ms: number;
  readonly cpuMs: number;
  readonly cpuPerHash: number;
}>;

export interface HttpData {
  readonly rates: readonly {
    readonly endpoint: string;
    readonly server: string;
    readonly checksPasswords: boolean;
    readonly clients: number;
    readonly perSecond: number;
    readonly oursToIt: number;
  }[];
}

export type UpstreamData = Results<{
  readonly contender: string;
  readonly protocol: string;
  readonly inFlight: number;
  readonly cpuToBare: number;
  /** To a pool that renews its connections as RongCloud asks. */
  readonly cpuToBareRenewed: number;
  readonly speedToOfficial: number;
}>;

export interface GrowthData {
  readonly costs: readonly {
    readonly endpoint: string;
    readonly size: number;
    readonly readUnits: number;
    readonly writeUnits: number;
    readonly p50Ms: number;
  }[];
}

export type ClassStartData = Results<{
  readonly name: string;
  readonly p99Ms: number;
  readonly refusedByRongCloud: number;
  readonly refusedByLambda: number;
}>;

export const named = <T extends { readonly name: string }>(results: readonly T[], name: string): T => {
  const found = results.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing was measured of ${name}`);
  return found;
};
