import type { Context } from 'aws-lambda';
import type { ScheduledName } from '../contract/scheduled.ts';
import { type Deps, processDeps } from './deps.ts';
import { logFailedRun } from './log.ts';

/** Time reserved for the last write and the log line. */
const reserveMs = 1_000;

export type ScheduledHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<void>;

/** A function that runs on a schedule. `build` returns the function of one run, which ends by `deadlineAt`. */
export function scheduledFunction(
  name: ScheduledName,
  build: (deps: Deps) => (deadlineAt: number) => Promise<void>,
): (deps: Deps) => ScheduledHandler {
  return (deps) => {
    const run = build(deps);
    return async (_event, context) => {
      try {
        await run(deps.clock.now() + context.getRemainingTimeInMillis() - reserveMs);
      } catch (error) {
        logFailedRun(deps, name, error);
        throw error;
      }
    };
  };
}

/** The handler that Lambda calls. As with an endpoint, a wrong setting fails every call. */
export function onSchedule<Handler>(
  create: (deps: Deps) => Handler,
  deps = processDeps,
): Handler | (() => Promise<never>) {
  try {
    return create(deps);
  } catch (error) {
    return () => Promise.reject(error);
  }
}
