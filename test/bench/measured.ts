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

export interface ColdData {
  readonly isThrottled: boolean;
  readonly results: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly loadMs: number;
    readonly firstMs: number;
    readonly ratio: number;
    readonly residentRatio: number;
  }[];
}

export interface WarmData {
  readonly results: readonly { readonly name: string; readonly cpuMs: number; readonly cpuPerHash: number }[];
}

export const named = <T extends { readonly name: string }>(results: readonly T[], name: string): T => {
  const found = results.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing was measured of ${name}`);
  return found;
};
