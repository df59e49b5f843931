import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Done, Order, Start } from './service-process.ts';
import type { SourceStep } from './source-steps.ts';
import { markedStepsVariable } from './step-marks.ts';

/** The service in a process of its own. */
export interface KillableService {
  /** Settles when the answer is there, or the process is dead. @returns undefined where it is dead. */
  call(path: string, fields: Readonly<Record<string, string>>): Promise<ServiceAnswer | undefined>;
  reconcile(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** The marked steps that were begun since they were last taken. */
  takeSteps(): Promise<readonly string[]>;
  readonly isDead: () => boolean;
  kill(): void;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

async function told(child: ChildProcess, order: Order): Promise<Done | undefined> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = once(child, 'exit', { signal }).then(() => undefined);
  const answered = once(child, 'message', { signal }).then(([done]: Done[]) => done);
  child.send(order);
  try {
    return await Promise.race([answered, ended]);
  } finally {
    settled.abort();
  }
}

const markingOptions = (marked: readonly SourceStep[] | undefined): ForkOptions =>
  marked === undefined
    ? {}
    : {
        execArgv: ['--import', join(import.meta.dirname, 'step-marks.ts')],
        env: { ...process.env, [markedStepsVariable]: JSON.stringify(marked) },
      };

/** A process that has loaded the service's code and waits to be told what to serve. */
export function loadKillableService(marked?: readonly SourceStep[]) {
  const child = fork(join(import.meta.dirname, 'service-process.ts'), markingOptions(marked));
  let isDead = false;
  child.once('exit', () => {
    isDead = true;
  });
  const kill = () => {
    isDead = true;
    child.kill('SIGKILL');
  };

  /** @throws where the service does not start. */
  const start = async (world: Start): Promise<KillableService> => {
    const origin = (await told(child, { start: world }))?.origin;
    if (origin === undefined) throw new Error('the service did not start');
    return {
      call: async (path, fields) => {
        try {
          const body = new URLSearchParams(fields);
          const response = await fetch(`${origin}/im/${path}`, { method: 'POST', body });
          return { status: response.status, json: (await response.json()) as Record<string, unknown> };
        } catch {
          return undefined;
        }
      },
      reconcile: async () => void (isDead || (await told(child, { reconcile: true }))),
      advance: async (ms) => void (isDead || (await told(child, { advanceMs: ms }))),
      takeSteps: async () => (await told(child, { takeSteps: true }))?.steps ?? [],
      isDead: () => isDead,
      kill,
    };
  };
  return { start, kill };
}
