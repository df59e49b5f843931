import { randomBytes } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { scheduled } from '../../../functions/contract/scheduled.ts';
import type { Deps } from '../../../functions/platform/deps.ts';
import { createHandler as createReconcile } from '../../../functions/reconcile.ts';
import { movableClock } from '../../../lib/emulator/clock.ts';
import { serveEndpoints } from '../../support/serve-endpoints.ts';
import { stepsTaken } from './step-marks.ts';

/** The endpoints and the reconciler as a process that can be killed: what they call and their time are its parent's. */
export interface Start extends Pick<Deps, 'environment' | 'passwordCost'> {
  /** How far the parent's clock is ahead of the world's. */
  readonly aheadMs: number;
}

export type Order =
  | { readonly start: Start }
  | { readonly advanceMs: number }
  | { readonly reconcile: true }
  | { readonly takeSteps: true };

/** Told after each order. */
export interface Done {
  /** After the start. */
  readonly origin?: string;
  /** The marked steps that were begun since they were last taken. */
  readonly steps?: readonly string[];
}

const clock = movableClock();
let reconcile: ReturnType<typeof createReconcile> | undefined;

async function start({ aheadMs, ...given }: Start): Promise<Done> {
  clock.advance(aheadMs);
  const deps: Deps = { clock, randomBytes, output: () => {}, ...given };
  const { origin } = await serveEndpoints(deps);
  reconcile = createReconcile(deps);
  // Node writes what it has compiled when a process ends, and this one is killed: without this, every start compiles anew.
  flushCompileCache();
  return { origin };
}

function takeSteps(): Done {
  const steps = [...stepsTaken];
  stepsTaken.clear();
  return { steps };
}

async function carryOut(order: Order): Promise<Done> {
  if ('start' in order) return await start(order.start);
  if ('takeSteps' in order) return takeSteps();
  if ('advanceMs' in order) clock.advance(order.advanceMs);
  else await reconcile?.({}, { getRemainingTimeInMillis: () => scheduled.reconcile.timeoutMs });
  return {};
}

process.on('message', async (order: Order) => {
  process.send?.(await carryOut(order));
});
process.on('disconnect', () => process.exit());
