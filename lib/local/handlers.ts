import { reconcile } from '../../functions/contract/scheduled.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import type { ScheduledHandler } from '../../functions/platform/scheduled.ts';

export async function createHandler<H>(name: string, ...given: [Deps, ...unknown[]]): Promise<H> {
  const file: { createHandler: (...parts: unknown[]) => H } = await import(`../../functions/${name}.ts`);
  return file.createHandler(...given);
}

/** Runs the reconciler at its interval. @returns a function that ends it. */
export async function startReconciler(deps: Deps): Promise<() => void> {
  const { everyMinutes, timeoutMs } = reconcile;
  const run = await createHandler<ScheduledHandler>('reconcile', deps);
  let cancel = () => {};
  const wait = () => {
    cancel = deps.clock.after(everyMinutes * 60_000, () => {
      // The function has logged the error; as on Lambda, the next run follows.
      run({}, { getRemainingTimeInMillis: () => timeoutMs }).catch(() => {});
      wait();
    });
  };
  wait();
  return () => cancel();
}
