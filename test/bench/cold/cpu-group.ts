import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

/** Lambda gives a function of this memory one whole core, and less in proportion. */
export const memoryOfOneCoreMb = 1_769;
const periodUs = 20_000;
const folder = `/sys/fs/cgroup/cpu/im-gateway-bench-${process.pid}`;

export interface CpuGroup {
  /** A process that writes its id into `cgroup.procs` here has the share from then on. */
  readonly folder: string;
  remove(): void;
}

/** A group of processes with the CPU share of a Lambda function; undefined where this machine has none to give. */
export function cpuGroupOf(memoryMb: number): CpuGroup | undefined {
  try {
    mkdirSync(folder);
    writeFileSync(`${folder}/cpu.cfs_period_us`, String(periodUs));
    writeFileSync(
      `${folder}/cpu.cfs_quota_us`,
      String(Math.round((periodUs * memoryMb) / memoryOfOneCoreMb)),
    );
  } catch {
    return undefined;
  }
  return { folder, remove: () => rmdirSync(folder) };
}
