import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Tally, totalOf } from './tally.ts';
import type { Outcome } from './worker.ts';
import { startWorker } from './worker-process.ts';

const root = join(import.meta.dirname, '../..');

/** The number of histories per seed: a failing one is found again within seconds. */
const usualBlockLength = 250;

export interface Run {
  readonly histories: number;
  readonly seed: number;
  readonly workers?: number;
  /** How many histories share a seed. @default 250 */
  readonly blockLength?: number;
  readonly onProgress?: (done: number) => void;
}

export interface RunResult {
  readonly histories: number;
  readonly tally: Tally;
  /** Of the first block that failed; its seed finds the violation again. */
  readonly failure?: { readonly seed: number; readonly message: string; readonly report: string };
}

/** Runs histories in several processes, until one breaks a promise or all are done. */
export async function runHistories({ histories, seed, onProgress, ...options }: Run): Promise<RunResult> {
  const { blockLength = usualBlockLength } = options;
  const blocks = Math.ceil(histories / blockLength);
  const workers = Math.min(blocks, options.workers ?? availableParallelism());
  let nextBlock = 0;
  let done = 0;
  let failure: RunResult['failure'];

  const work = async (): Promise<Tally[]> => {
    const worker = startWorker(root);
    let last: Outcome | undefined;
    try {
      while (nextBlock < blocks && failure === undefined) {
        const block = nextBlock;
        nextBlock += 1;
        const length = Math.min(blockLength, histories - block * blockLength);
        last = await worker.run({ seed: seed + block, histories: length, shrinks: true });
        done += last.histories;
        if (last.violation !== undefined) failure ??= { seed: seed + block, ...last.violation };
        onProgress?.(done);
      }
    } finally {
      worker.end();
    }
    return last === undefined ? [] : [last.tally];
  };

  const tallies = await Promise.all(Array.from({ length: workers }, work));
  const result = { histories: done, tally: totalOf(tallies.flat()) };
  return failure === undefined ? result : { ...result, failure };
}
