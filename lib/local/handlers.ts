import { scheduled } from '../../functions/contract/scheduled.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import type { ScheduledHandler } from '../../functions/platform/scheduled.ts';

export async function createHandler<H>(name: string, ...given: [Deps, ...unknown[]]): Promise<H> {
  const file: { createHandler: (...parts: unknown[]) => H } = await import(`../../functions/${name}.ts`);
  return file.createHandler(...given);
}

/** Runs every scheduled function at its interval. @returns what ends it. */
export async function startSchedules(deps: Deps): Promise<() => void> {
  const ends = Object.entries(scheduled).map(async ([name, { everyMinutes, timeoutMs }]) => {
    const handler = await createHandler<ScheduledHandler>(name, deps);
    return every(deps, everyMinutes * 60_000, () =>
      handler({}, { getRemainingTimeInMillis: () => timeoutMs }),
    );
  });
  const all = await Promise.all(ends);
  return () => {
    for (const end of all) end();
  };
}

function every({ clock }: Deps, intervalMs: number, run: () => Promise<void>): () => void {
  let cancel = () => {};
  const wait = () => {
    cancel = clock.after(intervalMs, () => {
      // The function has logged the error; as on Lambda, the next run follows.
      run().catch(() => {});
      wait();
    });
  };
  wait();
  return () => cancel();
}
