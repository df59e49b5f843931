import fc from 'fast-check';
import { noHistoryBreaksAPromise } from './property.ts';
import { readTally, type Tally } from './tally.ts';

/** A child process that runs histories: the simulation replaces modules, which must not happen to whoever asks. */
export interface Assignment {
  readonly seed: number;
  readonly histories: number;
  /** Whether a counter-example is made as small as can be; costs time. */
  readonly shrinks: boolean;
}

export interface Outcome {
  readonly histories: number;
  /** What was broken and how, where something was. */
  readonly violation?: { readonly message: string; readonly report: string };
  readonly tally: Tally;
}

async function carryOut({ seed, histories, shrinks }: Assignment): Promise<Outcome> {
  const details = await fc.check(noHistoryBreaksAPromise, {
    seed,
    numRuns: histories,
    endOnFailure: !shrinks,
  });
  const done = { histories: details.numRuns, tally: readTally() };
  if (!details.failed) return done;
  const { errorInstance } = details;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const stack = errorInstance instanceof Error ? errorInstance.stack : '';
  return {
    ...done,
    violation: { message, report: `${await fc.asyncDefaultReportMessage(details)}\n${stack}` },
  };
}

process.on('message', async (assignment: Assignment) => {
  process.send?.(await carryOut(assignment));
});

// Whoever asked is gone.
process.on('disconnect', () => process.exit());
