import type { Context } from 'aws-lambda';
import type { ScheduledName } from '../contract/endpoints.ts';
import { processRuntime, type Runtime } from './deps.ts';
import { logFailedRun } from './log.ts';

/** What is left of the invocation for the last write and the log line. */
const reserveMs = 1_000;

export type ScheduledHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<void>;

/** A function that runs by the clock. `build` makes of the runtime what one run does, until `deadlineAt`. */
export function scheduledFunction(
  name: ScheduledName,
  build: (runtime: Runtime) => (deadlineAt: number) => Promise<void>,
): (runtime: Runtime) => ScheduledHandler {
  return (runtime) => {
    const run = build(runtime);
    return async (_event, context) => {
      try {
        await run(runtime.clock.now() + context.getRemainingTimeInMillis() - reserveMs);
      } catch (error) {
        logFailedRun(runtime, name, error);
        throw error;
      }
    };
  };
}

/** The handler that Lambda calls. As with an endpoint's, a fault in the environment fails every call. */
export function onSchedule(create: (runtime: Runtime) => ScheduledHandler): ScheduledHandler {
  try {
    return create(processRuntime);
  } catch (error) {
    return () => Promise.reject(error);
  }
}
