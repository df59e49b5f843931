import { endpoints, scheduled } from '../../functions/endpoints.ts';
import type { Handler } from '../../functions/shared/endpoint.ts';
import type { Runtime } from '../../functions/shared/runtime.ts';
import type { ScheduledHandler } from '../../functions/shared/scheduled.ts';

/** What each row's file, which has the row's name, exports. */
async function createHandler<H>(name: string, runtime: Runtime): Promise<H> {
  const { create }: { create: (runtime: Runtime) => H } = await import(`../../functions/${name}.ts`);
  return create(runtime);
}

/** The handler of every endpoint, by its name in the table. */
export async function createHandlers(runtime: Runtime): Promise<ReadonlyMap<string, Handler>> {
  const created = Object.keys(endpoints).map(
    async (name) => [name, await createHandler<Handler>(name, runtime)] as const,
  );
  return new Map(await Promise.all(created));
}

/** Runs every scheduled function at its interval. @returns what ends it. */
export async function startSchedules(runtime: Runtime): Promise<() => void> {
  const ends = Object.entries(scheduled).map(async ([name, { everyMinutes, timeoutMs }]) => {
    const handler = await createHandler<ScheduledHandler>(name, runtime);
    return every(runtime, everyMinutes * 60_000, () =>
      handler({}, { getRemainingTimeInMillis: () => timeoutMs }),
    );
  });
  const all = await Promise.all(ends);
  return () => {
    for (const end of all) end();
  };
}

function every({ clock }: Runtime, intervalMs: number, run: () => Promise<void>): () => void {
  let cancel = () => {};
  const wait = () => {
    cancel = clock.after(intervalMs, () => {
      // The function has logged what went wrong; as on Lambda, the next run comes all the same.
      run().catch(() => {});
      wait();
    });
  };
  wait();
  return () => cancel();
}
