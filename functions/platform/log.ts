import { Failure, failures } from '../contract/failure.ts';
import type { Deps, LogEntry } from './deps.ts';

const maxCauses = 4;

/** Messages of the system, of AWS and of our own failures never quote user input; others may. */
const hasSafeMessage = (error: object) => 'syscall' in error || '$fault' in error || error instanceof Failure;

const framesOf = (error: Error) =>
  (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));

/** An error for the log: name and frames always, its message only if it cannot quote user input. */
function describeError(error: unknown, depth = 0): LogEntry | undefined {
  if (!(error instanceof Error) || depth === maxCauses) return undefined;
  const { name, cause } = error;
  const inner = describeError(cause, depth + 1);
  return {
    name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(hasSafeMessage(error) ? { message: error.message } : {}),
    ...(depth === 0 ? { frames: framesOf(error) } : {}),
    ...(inner === undefined ? {} : { cause: inner }),
  };
}

/** Which rule refused a call, in names of ours. */
function refusalOf({ details: { parameter, fault, refusal } }: Failure): LogEntry {
  return {
    ...(parameter === undefined ? {} : { parameter, fault }),
    ...(refusal === undefined ? {} : { refusal: typeof refusal === 'string' ? refusal : refusal.name }),
  };
}

/**
 * Logs one call, or one callback of RongCloud with its counts. `user` is the account's RongCloud id, set only after a
 * right password. A failure's `log` never contains user input.
 */
export function logReply(deps: Deps, answered: LogEntry, failure?: Failure): void {
  const status = failure === undefined ? 200 : failures[failure.code].status;
  deps.output(status >= 500 ? 'error' : 'info', {
    ...answered,
    status,
    code: failure?.code ?? 'OK',
    ...(failure === undefined ? {} : refusalOf(failure)),
    ...failure?.details.log,
    ...(failure !== undefined && status >= 500 ? { error: describeError(failure.cause ?? failure) } : {}),
  });
}

/** Faults that do not fail a call. */
export type Trouble =
  | 'login-counters-unavailable'
  | 'password-upgrade-failed'
  | 'imported-hashes-unavailable';

/** Logs a fault that the operator should see and the caller does not. */
export function logTrouble(deps: Deps, trouble: Trouble, error: unknown): void {
  deps.output('error', { event: trouble, error: describeError(error) });
}

export function logFailedRun(deps: Deps, name: string, error: unknown): void {
  const failure = error instanceof Failure ? error : undefined;
  deps.output('error', {
    run: name,
    code: failure?.code ?? 'INTERNAL',
    ...failure?.details.log,
    error: describeError(failure?.cause ?? error),
  });
}
