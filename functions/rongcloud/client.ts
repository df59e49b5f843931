import { utcOffsetMs } from '../contract/data-centres.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { type Call, callName, encodeForm, type Form } from './call.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ClockCorrection } from './clock-correction.ts';
import type { GetCredentials } from './credentials.ts';
import { hostChoice } from './hosts.ts';
import { type CallContext, sendWithRetry } from './retry.ts';
import { transport } from './transport.ts';
import { notSent, upstreamFailure } from './upstream-failure.ts';

/** For the whole call: getting the credentials, two attempts and the pause between them. */
const callTimeoutMs = 5_500;

/** RongCloud for the life of a process. The files beside this one define the calls. */
export interface RongCloud {
  /** How far the times in replies, which name no zone, are ahead of UTC. */
  readonly utcOffsetMs: number;
  /**
   * Makes one call. It ends by `deadlineAt`, in milliseconds since the epoch.
   * @throws Failure UPSTREAM_REJECTED if RongCloud refused, UPSTREAM_BUSY at its rate limit,
   * UPSTREAM_UNAVAILABLE if it was not reached or the outcome is unknown, UNAVAILABLE without credentials.
   */
  request<T>(call: Call<T>, form: Form, deadlineAt: number): Promise<T>;
  /** Gets the credentials and opens a connection before the first call. Never fails: the first call reports an error. */
  warmUp(deadlineAt: number): Promise<void>;
  close(): void;
}

interface ClientContext extends CallContext {
  readonly breaker: CircuitBreaker;
}

/** Reads RONGCLOUD_HOSTS. @throws SettingError */
export function rongCloud(deps: Deps, getCredentials: GetCredentials): RongCloud {
  const { clock } = deps;
  const origins = readSetting(deps.environment, settings.rongCloudHosts);
  const context: ClientContext = {
    ...deps,
    getCredentials,
    transport: transport(clock),
    hosts: hostChoice(origins, clock),
    correction: new ClockCorrection(deps),
    breaker: new CircuitBreaker(deps),
  };
  return {
    utcOffsetMs: utcOffsetMs(origins),
    request: (call, form, deadlineAt) => request(context, call, form, deadlineAt),
    warmUp: (deadlineAt) => warmUp(context, deadlineAt),
    close: context.transport.close,
  };
}

async function request<T>(context: ClientContext, call: Call<T>, form: Form, deadlineAt: number): Promise<T> {
  const { clock, breaker, hosts } = context;
  const name = callName(call);
  const limitAt = Math.min(clock.now() + callTimeoutMs, deadlineAt);
  if (limitAt <= clock.now()) throw notSent(name, 'no time left');
  const waitMs = breaker.waitMs();
  if (waitMs > 0) throw notSent(name, 'the circuit is open', Math.ceil(waitMs / 1_000));
  const credentials = await context.getCredentials(limitAt);
  const first = { call, form: encodeForm(form), origin: hosts.current(), credentials, limitAt };
  const { outcome, attempts, origin, hostState } = await sendWithRetry(context, first);
  breaker.record(hostState);
  if (outcome.kind === 'succeeded') return outcome.reply;
  const { host } = new URL(origin);
  throw upstreamFailure(outcome, { call: name, host, attempts }, context.randomBytes);
}

async function warmUp({ clock, getCredentials, hosts, transport }: ClientContext, deadlineAt: number) {
  const limitAt = Math.min(clock.now() + callTimeoutMs, deadlineAt);
  await Promise.allSettled([getCredentials(limitAt), transport.open(hosts.current())]);
}
