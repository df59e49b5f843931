import { utcOffsetMs } from '../contract/data-centres.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Clock, Deps } from '../platform/deps.ts';
import { type Call, callName, encodeForm, type Form } from './call.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ClockCorrection } from './clock-correction.ts';
import type { GetCredentials } from './credentials.ts';
import { hostChoice } from './hosts.ts';
import { sendWithRetry } from './retry.ts';
import { transport } from './transport.ts';
import { notSent, upstreamFailure } from './upstream-failure.ts';

/** For the whole call: getting the credentials, two attempts and the pause between them. */
const callTimeoutMs = 5_500;

const limitOf = (clock: Clock, deadlineAt: number) => Math.min(clock.now() + callTimeoutMs, deadlineAt);

/** RongCloud for the life of a process. The files beside this one define the calls. */
export type RongCloud = ReturnType<typeof rongCloud>;

/** Reads RONGCLOUD_HOSTS. @throws SettingError */
export function rongCloud(deps: Deps, getCredentials: GetCredentials) {
  const { clock, randomBytes } = deps;
  const origins = readSetting(deps.environment, settings.rongCloudHosts);
  const hosts = hostChoice(origins, clock);
  const connections = transport(clock);
  const correction = new ClockCorrection(deps);
  const context = { ...deps, getCredentials, transport: connections, hosts, correction };
  const breaker = new CircuitBreaker(deps);
  return {
    /** How far the times in replies, which name no zone, are ahead of UTC. */
    utcOffsetMs: utcOffsetMs(origins),
    /**
     * Makes one call. It ends by `deadlineAt`, in milliseconds since the epoch.
     * @throws Failure UPSTREAM_REJECTED if RongCloud refused, UPSTREAM_BUSY at its rate limit,
     * UPSTREAM_UNAVAILABLE if it was not reached or the outcome is unknown, UNAVAILABLE without credentials.
     */
    request: async <T>(call: Call<T>, form: Form, deadlineAt: number): Promise<T> => {
      const name = callName(call);
      const limitAt = limitOf(clock, deadlineAt);
      if (limitAt <= clock.now()) throw notSent(name, 'no time left');
      const waitMs = breaker.waitMs();
      if (waitMs > 0) throw notSent(name, 'the circuit is open', Math.ceil(waitMs / 1_000));
      const credentials = await getCredentials(limitAt);
      const first = { call, form: encodeForm(form), origin: hosts.current(), credentials, limitAt };
      const { outcome, attempts, origin, hostState } = await sendWithRetry(context, first);
      breaker.record(hostState);
      if (outcome.kind === 'succeeded') return outcome.reply;
      throw upstreamFailure(outcome, { call: name, host: new URL(origin).host, attempts }, randomBytes);
    },
    /** Gets the credentials and opens a connection before the first call. Never fails: the first call reports an error. */
    warmUp: async (deadlineAt: number): Promise<void> => {
      await Promise.allSettled([
        getCredentials(limitOf(clock, deadlineAt)),
        connections.open(hosts.current()),
      ]);
    },
    close: connections.close,
  };
}
