import { hkdfSync } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Clock, Runtime } from '../runtime.ts';
import { readSetting, settings } from '../settings.ts';
import { appCredentials } from './app-credentials.ts';
import { type Attempt, type Attempted, attempt } from './attempt.ts';
import type { Call } from './call.ts';
import { circuitBreaker, type SignOfLife } from './circuit-breaker.ts';
import { connectionsOn } from './connections.ts';
import { utcOffsetMs } from './data-centres.ts';
import { encodeForm, type Form } from './form.ts';
import { hostChoice } from './hosts.ts';
import { nonceSource } from './nonce.ts';
import type { Outcome } from './outcome.ts';
import { retryBudget } from './retry-budget.ts';
import { before, pause, timeLimit } from './time-limit.ts';
import { notAttempted, upstreamFailure } from './upstream-failure.ts';
import { upstreamTime } from './upstream-time.ts';

/** For the whole call: two attempts, the pause between them, and reading the secret where it must be. */
const callLimitMs = 5_500;

/** Between two attempts, drawn anew each time, so that callers who failed together do not come back together. */
const pauseMs = { least: 50, most: 300 };

/** Key and secret do not match (1001); the signature is wrong (1004); the same without a readable body (401). */
const credentialsRefused = [401, 1001, 1004];

/** RongCloud for the life of a process. The files beside this one hold the calls that are made over it. */
export interface RongCloud {
  readonly clock: Clock;
  /** How far the times in replies, which name no zone, are ahead of UTC. */
  readonly utcOffsetMs: number;
  /**
   * Makes one call. `deadlineAt`, in milliseconds since the epoch, is when the caller must have its answer.
   * @throws Failure UPSTREAM_REJECTED where RongCloud said no, UPSTREAM_BUSY at its rate limit,
   * UPSTREAM_UNAVAILABLE where it was not reached or the outcome is not known, UNAVAILABLE without a secret.
   */
  request<T>(call: Call<T>, form: Form, deadlineAt: number): Promise<T>;
  /**
   * A key of 32 bytes that only the App Key and App Secret give, another for each purpose; it changes with them.
   * @throws Failure UNAVAILABLE without a secret.
   */
  deriveKey(purpose: string, deadlineAt: number): Promise<Buffer>;
  /** Reads the secret and opens a connection ahead of the first call. It never fails: that call will tell. */
  warmUp(deadlineAt: number): Promise<void>;
  close(): void;
}

/** Reads RONGCLOUD_HOSTS and RONGCLOUD_SECRET_ID. @throws SettingError */
export function rongCloud(runtime: Runtime): RongCloud {
  const { clock, environment } = runtime;
  const origins = readSetting(environment, settings.rongCloudHosts);
  const hosts = hostChoice(origins, clock);
  const secret = appCredentials(runtime);
  const connections = connectionsOn(clock);
  const breaker = circuitBreaker(runtime);
  const retries = retryBudget();
  const nonce = nonceSource(runtime.randomBytes);
  const means = { clock, nonce, connections, time: upstreamTime(runtime) };

  const tryOnce = async <T>(one: Attempt<T>) => {
    const attempted = await attempt(means, one);
    if (signOfLife(attempted.outcome) === 'dead') hosts.failed(one.origin);
    return attempted;
  };

  const secretBefore = <T>(limitAt: number, read: Promise<T>) =>
    before(clock, limitAt, read, () => new Failure('UNAVAILABLE', secretTooLate));

  const credentialsBefore = async (limitAt: number) =>
    secret.held() ?? (await secretBefore(limitAt, secret.load()));

  /** The second attempt; undefined where it is not known to be safe, or there is no use or no time for it. */
  const followUp = async <T>(first: Attempt<T>, { outcome, isMistimed }: Attempted<T>) => {
    if (clock.now() + pauseMs.most >= first.limitAt) return undefined;
    if (outcome.kind === 'rejected' && credentialsRefused.includes(outcome.rongCloudCode)) {
      if (isMistimed) return first;
      const credentials = await secretBefore(first.limitAt, secret.insteadOf(first.credentials));
      return credentials === undefined ? undefined : { ...first, credentials };
    }
    if (outcome.kind !== 'unknown' || (outcome.sent && !first.call.safeToRepeat)) return undefined;
    if (outcome.hostAtFault) {
      if (!retries.spend()) return undefined;
      await pause(clock, drawPauseMs(runtime));
    }
    return { ...first, origin: hosts.other(first.origin) };
  };

  const request = async <T>(call: Call<T>, form: Form, deadlineAt: number) => {
    const name = call.path.slice(1, -'.json'.length);
    const limitAt = Math.min(clock.now() + callLimitMs, deadlineAt);
    if (limitAt <= clock.now()) throw notAttempted(name, 'no time left');
    const waitMs = breaker.waitMs();
    if (waitMs > 0) throw notAttempted(name, 'the circuit is open', Math.ceil(waitMs / 1_000));
    const credentials = await credentialsBefore(limitAt);
    retries.earn();
    const first = { call, form: encodeForm(form), origin: hosts.current(), credentials, limitAt };
    const attempted = await tryOnce(first);
    const second = await followUp(first, attempted);
    const { outcome } = second === undefined ? attempted : await tryOnce(second);
    const found = signOfLife(outcome);
    breaker.record(found === 'unclear' ? signOfLife(attempted.outcome) : found);
    if (outcome.kind === 'succeeded') return outcome.reply;
    const { host } = new URL((second ?? first).origin);
    throw upstreamFailure(outcome, { call: name, host, attempts: second === undefined ? 1 : 2 });
  };

  return {
    clock,
    utcOffsetMs: utcOffsetMs(origins),
    request,
    deriveKey: async (purpose, deadlineAt) => {
      const { appKey, appSecret } = await credentialsBefore(deadlineAt);
      return Buffer.from(hkdfSync('sha256', appSecret, appKey, purpose, derivedKeyBytes));
    },
    warmUp: async (deadlineAt) => {
      const limit = timeLimit(clock, callLimitMs, deadlineAt);
      const opened = connections.open(hosts.current(), limit);
      await Promise.allSettled([secretBefore(limit.at, secret.load()), opened]);
    },
    close: connections.close,
  };
}

const derivedKeyBytes = 32;

const secretTooLate = {
  retryAfterSeconds: 1,
  log: { call: 'secretsmanager/GetSecretValue', problem: 'The secret was not read in time.' },
};

/** Any answer is a sign of life, a refusal too. Where the fault may be ours, nothing is known. */
function signOfLife(outcome: Outcome<unknown>): SignOfLife {
  if (outcome.kind !== 'unknown') return 'alive';
  return outcome.hostAtFault ? 'dead' : 'unclear';
}

function drawPauseMs({ randomBytes }: Pick<Runtime, 'randomBytes'>) {
  const share = randomBytes(2).readUInt16BE() / 0xffff;
  return Math.round(pauseMs.least + share * (pauseMs.most - pauseMs.least));
}
