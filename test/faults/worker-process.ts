import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CrashPoints } from './crash-points/crash-points.ts';
import type { Assignment, Outcome } from './worker.ts';

export interface WorkerProcess {
  run(assignment: Assignment): Promise<Outcome>;
  runCrashPoints(seed: number): Promise<CrashPoints>;
  end(): void;
}

/** A worker on the tree at `root`, which may be a copy with a bug in it. */
export function startWorker(root: string): WorkerProcess {
  const folder = join(root, 'test/faults');
  const child = fork(join(folder, 'worker.ts'), {
    execArgv: ['--import', join(folder, 'simulation/replace-modules.ts')],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('a worker ended by itself');
  });
  ended.catch(() => {});
  const ask = async <T>(message: Assignment | { readonly crashPointsOfSeed: number }): Promise<T> => {
    const answered = once(child, 'message').then(([answer]: T[]) => answer);
    child.send(message);
    const answer = await Promise.race([answered, ended]);
    if (answer === undefined) throw new Error('a worker answered nothing');
    return answer;
  };
  return {
    run: (assignment) => ask<Outcome>(assignment),
    runCrashPoints: (seed) => ask<CrashPoints>({ crashPointsOfSeed: seed }),
    end: () => child.kill('SIGKILL'),
  };
}
