import { endpoints, scheduled } from '../../functions/contract/endpoints.ts';
import { pages } from '../../functions/contract/pages.ts';
import type { EndpointHandler, Handler } from '../../functions/http/endpoint.ts';
import type { ReadPageFile } from '../../functions/http/page.ts';
import type { Runtime } from '../../functions/platform/deps.ts';
import type { ScheduledHandler } from '../../functions/platform/scheduled.ts';

/** What each row's file, which has the row's name, exports. */
async function createHandler<H>(name: string, ...given: [Runtime, ...unknown[]]): Promise<H> {
  const { create }: { create: (...parts: unknown[]) => H } = await import(`../../functions/${name}.ts`);
  return create(...given);
}

async function createAll<H>(names: readonly string[], ...given: [Runtime, ...unknown[]]) {
  const created = names.map(async (name) => [name, await createHandler<H>(name, ...given)] as const);
  return new Map(await Promise.all(created));
}

/** The handlers of the endpoints, by their names in the table. */
export const createEndpoints = (runtime: Runtime) =>
  createAll<EndpointHandler>(Object.keys(endpoints), runtime);

/** The handlers of the pages, by their names in the table. */
export const createPages = (runtime: Runtime, read: ReadPageFile) =>
  createAll<Handler>(Object.keys(pages), runtime, read);

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
