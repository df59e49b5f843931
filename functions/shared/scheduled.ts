import type { Context } from 'aws-lambda';
import type { ScheduledName } from '../endpoints.ts';
import { logFailedRun } from './log.ts';
import { processRuntime, type Runtime } from './runtime.ts';

/** What is left of the invocation for ending well. */
const reserveMs = 1_000;

export type ScheduledHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<void>;

/** A function that runs by the clock. `build` gets the runtime and gives what one run does, until `deadlineAt`. */
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

/** As endpoint.ts does for an endpoint: a fault in the environment is told when the function is called. */
export function onSchedule(create: (runtime: Runtime) => ScheduledHandler): ScheduledHandler {
  try {
    return create(processRuntime);
  } catch (error) {
    return () => Promise.reject(error);
  }
}
