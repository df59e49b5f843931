import { startWorker } from '../worker-process.ts';
import type { PlantedBug } from './bugs.ts';
import { plant } from './planting.ts';

/** What `npm run test:faults` runs unless told otherwise. */
export const ordinaryBudget = 5_000;

/** After so many histories a worker reports, so that one seed's memory does not burden the next. */
const blockLength = 250;

export interface Catch {
  readonly seed: number;
  /** How many histories it took; undefined where the budget was used up. */
  readonly histories?: number;
  readonly violation?: string;
}

/** Looks for the bug with each of the seeds. */
export async function catches(
  bug: PlantedBug,
  { seeds, budget }: { seeds: readonly number[]; budget: number },
): Promise<readonly Catch[]> {
  const { folder, remove } = plant(bug);
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
