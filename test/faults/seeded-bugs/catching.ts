import { startWorker } from '../worker-process.ts';
import type { SeededBug } from './bugs.ts';
import { seedBug } from './seeding.ts';

/** As many as `npm run test:faults` runs by default. */
export const usualBudget = 5_000;

/** The number of histories after which a worker reports, so that a seed's memory is freed. */
const blockLength = 250;

export interface Catch {
  readonly seed: number;
  /** The number of histories that it took; undefined if the budget was used up. */
  readonly histories?: number;
  readonly violation?: string;
}

/** Looks for the bug with each of the seeds. */
export async function catches(
  bug: SeededBug,
  { seeds, budget }: { seeds: readonly number[]; budget: number },
): Promise<readonly Catch[]> {
  const { folder, remove } = seedBug(bug);
  const worker = startWorker(folder);
  const found: Catch[] = [];
  try {
    for (const seed of seeds) {
      let histories = 0;
      let violation: string | undefined;
      for (let block = 0; histories < budget && violation === undefined; block += 1) {
        const outcome = await worker.run({ seed: seed + block, histories: blockLength, shrinks: false });
        histories += outcome.histories;
        violation = outcome.violation?.message;
      }
      found.push(violation === undefined ? { seed } : { seed, histories, violation });
    }
    return found;
  } finally {
    worker.end();
    remove();
  }
}
