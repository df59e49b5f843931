import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { eventOf } from '../../support/gateway-call.ts';
import type { Backends } from './backends.ts';
import type { CpuGroup } from './cpu-group.ts';
import type { Variant } from './variants.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'lambda-process.cjs');

/** One start with its first two requests. */
export interface Start {
  readonly loadMs: number;
  readonly requestMs: readonly number[];
  readonly loadedCpuMs: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** From the process's birth to its end. */
  readonly wholeMs: number;
}

/** Starts a process as Lambda would, lets it answer two requests, and ends it. */
export async function startProcess(
  { bundle, endpoint, expects, opensConnections }: Variant,
  { environment, nextQuery, tag }: Backends,
  cpuGroup: CpuGroup | undefined,
): Promise<Start> {
  const queries = [await nextQuery(endpoint), await nextQuery(endpoint)];
  const events = queries.map((query) => eventOf(endpoint, query));
  const order = { bundle, events, tag, expects, cpuGroup: cpuGroup?.folder };
  const env = {
    ...environment,
    PATH: process.env.PATH,
    ...(opensConnections ? { AWS_LAMBDA_FUNCTION_NAME: endpoint } : {}),
  };
  const startedAt = performance.now();
  const { stdout } = await run(process.execPath, [program, JSON.stringify(order)], { env });
  const wholeMs = performance.now() - startedAt;
  // The ordinary way's logger writes its lines before the result.
  return { ...JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), wholeMs };
}
