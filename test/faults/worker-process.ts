import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Assignment, Outcome } from './worker.ts';

export interface WorkerProcess {
  run(assignment: Assignment): Promise<Outcome>;
  end(): void;
}

/** A worker on the tree at `root`, which may be a copy with a fault planted in it. */
export function startWorker(root: string): WorkerProcess {
  const folder = join(root, 'test/faults');
  const child = fork(join(folder, 'worker.ts'), {
    execArgv: ['--import', join(folder, 'simulation/replace-modules.ts')],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('a worker ended by itself');
  });
  ended.catch(() => {});
  return {
    run: async (assignment) => {
      const answered = once(child, 'message').then(([outcome]: Outcome[]) => outcome);
      child.send(assignment);
      const outcome = await Promise.race([answered, ended]);
      if (outcome === undefined) throw new Error('a worker answered nothing');
      return outcome;
    },
    end: () => child.kill('SIGKILL'),
  };
}
