import { flushCompileCache } from 'node:module';
import { scheduled } from '../../../functions/endpoints.ts';
import { create as createReconcile } from '../../../functions/reconcile.ts';
import { movableClock } from '../../../lib/local/rongcloud/clock.ts';
import { type ServiceOptions, startService } from '../../../lib/local/service.ts';
import { stepsTaken } from './step-marks.ts';

/** The service as a process that can be killed: its data, its RongCloud and its time are its parent's. */
export interface Start extends Required<Pick<ServiceOptions, 'passwordCost' | 'dynamoDb' | 'rongCloud'>> {
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

async function start({ aheadMs, ...options }: Start): Promise<Done> {
  clock.advance(aheadMs);
  const service = await startService({ port: 0, clock, runsSchedules: false, output: () => {}, ...options });
  reconcile = createReconcile(service.runtime);
  // Node writes what it has compiled when a process ends, and this one is killed: without this, every start compiles anew.
  flushCompileCache();
  return { origin: service.origin };
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
