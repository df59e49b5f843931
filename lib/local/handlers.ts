import { callbacks } from '../../functions/contract/callbacks.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { pages } from '../../functions/contract/pages.ts';
import { scheduled } from '../../functions/contract/scheduled.ts';
import type { EndpointHandler, Handler } from '../../functions/http/handler.ts';
import type { ReadPageFile } from '../../functions/http/page.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import type { ScheduledHandler } from '../../functions/platform/scheduled.ts';

/** The exports of a row's file. */
async function load<H>(name: string, ...given: [Deps, ...unknown[]]): Promise<H> {
  const { createHandler }: { createHandler: (...parts: unknown[]) => H } = await import(
    `../../functions/${name}.ts`
  );
  return createHandler(...given);
}

async function createAll<H>(names: readonly string[], ...given: [Deps, ...unknown[]]) {
  const created = names.map(async (name) => [name, await load<H>(name, ...given)] as const);
  return new Map(await Promise.all(created));
}

/** The handlers of the endpoints, by their names in the table. */
export const createEndpoints = (deps: Deps) => createAll<EndpointHandler>(Object.keys(endpoints), deps);

/** The handlers of RongCloud's callbacks, by their names in the table. */
export const createCallbacks = (deps: Deps) => createAll<EndpointHandler>(Object.keys(callbacks), deps);

/** The handlers of the pages, by their names in the table. */
export const createPages = (deps: Deps, read: ReadPageFile) =>
  createAll<Handler>(Object.keys(pages), deps, read);

/** Runs every scheduled function at its interval. @returns what ends it. */
export async function startSchedules(deps: Deps): Promise<() => void> {
  const ends = Object.entries(scheduled).map(async ([name, { everyMinutes, timeoutMs }]) => {
    const handler = await load<ScheduledHandler>(name, deps);
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
