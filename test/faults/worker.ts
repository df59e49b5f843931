import fc from 'fast-check';
import { runCrashPoints } from './crash-points/crash-points.ts';
import { noHistoryBreaksAPromise } from './property.ts';
import { readTally, type Tally } from './tally.ts';

/** A child process that runs histories, because the simulation replaces modules. */
export interface Assignment {
  readonly seed: number;
  readonly histories: number;
  /** Whether a counter-example is minimized, which takes time. */
  readonly shrinks: boolean;
  /** Whether an embedded DynamoDB is asked the same as the tables in memory. */
  readonly isShadowed?: boolean;
}

export interface Outcome {
  readonly histories: number;
  /** The violated invariant, if there is one. */
  readonly violation?: { readonly message: string; readonly report: string };
  readonly tally: Tally;
}

async function carryOut({ seed, histories, shrinks, isShadowed }: Assignment): Promise<Outcome> {
  // Loaded on demand: the SDK takes as long to load as everything else.
  const shadow = isShadowed ? await (await import('./simulation/shadow.ts')).startShadow() : undefined;
  const options = { seed, numRuns: histories, endOnFailure: !shrinks };
  const details = await fc.check(noHistoryBreaksAPromise(shadow), options);
  await shadow?.stop();
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

process.on('message', async (message: Assignment | { readonly crashPointsOfSeed: number }) => {
  const isAssignment = 'histories' in message;
  process.send?.(await (isAssignment ? carryOut(message) : runCrashPoints(message.crashPointsOfSeed)));
});

// The parent process is gone.
process.on('disconnect', () => process.exit());
