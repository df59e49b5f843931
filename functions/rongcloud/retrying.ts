import type { Deps } from '../platform/deps.ts';
import { jitterMs, pause } from '../platform/timers.ts';
import type { AppCredentials } from './app-credentials.ts';
import { type Attempt, type Attempted, attempt, type Means } from './attempt.ts';
import { callName } from './call.ts';
import type { SignOfLife } from './circuit-breaker.ts';
import type { HostChoice } from './hosts.ts';
import type { Outcome } from './outcome.ts';
import { told } from './upstream-failure.ts';

/** Between two attempts, drawn anew each time, so that callers who failed together do not come back together. */
const pauseMs = { least: 50, most: 300 };

/** Key and secret do not match (1001); the signature is wrong (1004). */
const credentialsRefused = [1001, 1004];

/** What came of one attempt or two. */
export interface Tried<T> {
  readonly outcome: Outcome<T>;
  readonly attempts: 1 | 2;
  /** Where the last one went. */
  readonly origin: string;
  readonly found: SignOfLife;
}

interface RetryingMeans extends Means {
  readonly output: Deps['output'];
  readonly hosts: HostChoice;
  /** Others than these where the secret has been changed since. @throws Failure at the limit */
  readonly credentialsInsteadOf: (
    refused: AppCredentials,
    limitAt: number,
  ) => Promise<AppCredentials | undefined>;
}

/** Makes the attempts of a call: one, and a second where that is known to be safe and may help. */
export function retrying(means: RetryingMeans): <T>(first: Attempt<T>) => Promise<Tried<T>> {
  const { clock, hosts, time } = means;

  const tryOnce = async <T>(one: Attempt<T>) => {
    const attempted = await attempt(means, one);
    if (signOfLife(attempted.outcome) === 'dead') hosts.failed(one.origin);
    return attempted;
  };

  /** The second attempt, if there is to be one. */
  const followUp = async <T>(first: Attempt<T>, { outcome, date }: Attempted<T>) => {
    if (clock.now() + pauseMs.most >= first.limitAt) return undefined;
    if (areCredentialsRefused(outcome)) {
      if (time.correct(date)) return first;
      const credentials = await means.credentialsInsteadOf(first.credentials, first.limitAt);
      return credentials === undefined ? undefined : { ...first, credentials };
    }
    if (outcome.kind !== 'unknown') return undefined;
    if (outcome.hostAtFault) await pause(clock, jitterMs(means.randomBytes, pauseMs));
    return { ...first, origin: hosts.other(first.origin) };
  };

  return async (first) => {
    const attempted = await tryOnce(first);
    const foundFirst = signOfLife(attempted.outcome);
    const second = await followUp(first, attempted);
    if (second === undefined) {
      return { outcome: attempted.outcome, attempts: 1, origin: first.origin, found: foundFirst };
    }
    tellFirst(means.output, first, attempted.outcome);
    const { outcome } = await tryOnce(second);
    if (second === first && areCredentialsRefused(outcome)) time.drop();
    const found = signOfLife(outcome);
    return { outcome, attempts: 2, origin: second.origin, found: found === 'unclear' ? foundFirst : found };
  };
}

const areCredentialsRefused = (outcome: Outcome<unknown>) =>
  outcome.kind === 'rejected' && credentialsRefused.includes(outcome.rongCloudCode);

/** What the second attempt made good stays visible; of a connection gone stale there is nothing to tell. */
function tellFirst(output: Deps['output'], { call, origin }: Attempt<unknown>, outcome: Outcome<unknown>) {
  if (outcome.kind === 'succeeded' || signOfLife(outcome) === 'unclear') return;
  const { host } = new URL(origin);
  output('warn', { event: 'rongcloud-second-attempt', call: callName(call), host, ...told(outcome) });
}

/** Any answer is a sign of life, a refusal too. Where the fault may be ours, nothing is known. */
function signOfLife(outcome: Outcome<unknown>): SignOfLife {
  if (outcome.kind !== 'unknown') return 'alive';
  return outcome.hostAtFault ? 'dead' : 'unclear';
}
