import type { KeyObject } from 'node:crypto';
import { utcOffsetMs } from '../contract/data-centres.ts';
import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Clock, Deps } from '../platform/deps.ts';
import { withDeadline } from '../platform/timers.ts';
import { appCredentials, type ReadSecret } from './app-credentials.ts';
import { type Call, callName } from './call.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { derivedKeys } from './derived-keys.ts';
import { encodeForm, type Form } from './form.ts';
import { hostChoice } from './hosts.ts';
import { retrying } from './retrying.ts';
import { timeLimit } from './time-limit.ts';
import { transport } from './transport.ts';
import { notAttempted, upstreamFailure } from './upstream-failure.ts';
import { upstreamTime } from './upstream-time.ts';

/** For the whole call: two attempts, the pause between them, and reading the secret where none is held. */
const callLimitMs = 5_500;

/** A key of AES-256. */
const secretTooLate = {
  retryAfterSeconds: 1,
  log: { call: 'secretsmanager/GetSecretValue', problem: 'The secret was not read in time.' },
};

/** RongCloud for the life of a process. The files beside this one hold the calls that are made over it. */
export interface RongCloud {
  readonly clock: Clock;
  readonly randomBytes: Deps['randomBytes'];
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
  deriveKey(purpose: string, deadlineAt: number): Promise<KeyObject>;
  /** Reads the secret and opens a connection ahead of the first call. It never fails: that call will tell. */
  warmUp(deadlineAt: number): Promise<void>;
  close(): void;
}

/**
 * The client. `readSecret` gives `{"appKey":"…","appSecret":"…"}`, so the client knows no AWS. Reads RONGCLOUD_HOSTS and
 * RONGCLOUD_SECRET_ID. @throws SettingError
 */
export function rongCloud(deps: Deps, readSecret: ReadSecret): RongCloud {
  const { clock, environment, output, randomBytes } = deps;
  const origins = readSetting(environment, settings.rongCloudHosts);
  const hosts = hostChoice(origins, clock);
  const secret = appCredentials(deps, readSecret);
  const connections = transport(clock);
  const breaker = circuitBreaker(deps);
  const keyFor = derivedKeys();

  const secretBefore = <T>(limitAt: number, read: Promise<T>) =>
    withDeadline(clock, limitAt, read, () => new Failure('UNAVAILABLE', secretTooLate));

  const credentialsBefore = (limitAt: number) => secret.held() ?? secretBefore(limitAt, secret.load());

  const makeAttempts = retrying({
    clock,
    transport: connections,
    hosts,
    output,
    randomBytes,
    time: upstreamTime(deps),
    credentialsInsteadOf: (refused, limitAt) => secretBefore(limitAt, secret.insteadOf(refused)),
  });

  const request = async <T>(call: Call<T>, form: Form, deadlineAt: number) => {
    const name = callName(call);
    const limitAt = Math.min(clock.now() + callLimitMs, deadlineAt);
    if (limitAt <= clock.now()) throw notAttempted(name, 'no time left');
    const waitMs = breaker.waitMs();
    if (waitMs > 0) throw notAttempted(name, 'the circuit is open', Math.ceil(waitMs / 1_000));
    const credentials = await credentialsBefore(limitAt);
    const first = { call, form: encodeForm(form), origin: hosts.current(), credentials, limitAt };
    const { outcome, attempts, origin, found } = await makeAttempts(first);
    breaker.record(found);
    if (outcome.kind === 'succeeded') return outcome.reply;
    throw upstreamFailure(outcome, { call: name, host: new URL(origin).host, attempts });
  };

  return {
    clock,
    randomBytes,
    utcOffsetMs: utcOffsetMs(origins),
    request,
    deriveKey: async (purpose, deadlineAt) => keyFor(await credentialsBefore(deadlineAt), purpose),
    warmUp: async (deadlineAt) => {
      const limit = timeLimit(clock, callLimitMs, deadlineAt);
      const opened = connections.open(hosts.current());
      await Promise.allSettled([secretBefore(limit.at, secret.load()), opened]);
    },
    close: connections.close,
  };
}
