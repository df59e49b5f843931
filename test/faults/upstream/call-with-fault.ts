import { expect } from 'vitest';
import { endpoints } from '../../../functions/contract/endpoints.ts';
import { failures } from '../../../functions/contract/failure.ts';
import type { ReceivedCall } from '../../../lib/emulator/log.ts';
import { refusedOrigin, unknownHostOrigin } from '../../support/addresses.ts';
import { type FaultCase, type HostName, hostIndex, type Outcome, type Place } from './fault-cases.ts';
import type { Answer, Peers, Service } from './peers.ts';

/** The caller and the parameters of a call. */
export interface Subject {
  readonly username: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface TestedCall {
  readonly endpoint: Answer['endpoint'];
  /** The call to RongCloud that gets the fault. */
  readonly path: string;
  /** Whether another call went before over the same connection: where that breaks it counts as gone stale. */
  readonly isOnKeptConnection?: boolean;
  /** Whether the call is never sent again where its outcome is unknown. */
  readonly isSentOnce?: boolean;
}

export type Reach = 'one host' | 'both hosts';

export interface FaultedCall {
  readonly answer: Answer;
  /** For calls after the fault has ended: the same service, unless its only host is at fault. */
  readonly service: Service;
  /** What RongCloud received meanwhile. */
  readonly calls: readonly ReceivedCall[];
}

export interface FaultInjection {
  readonly faultCase: FaultCase;
  readonly reach: Reach;
}

/** The time limit from request to reply. */
const answerWithinMs = 8_500;

/** How long a client stays with the host that it chose after a failure. */
const stickyMs = 30_000;

/** Makes the tested call at a freshly started service while RongCloud has the fault, and checks reply, calls and log. */
export async function callWithFault(
  peers: Peers,
  { faultCase, reach }: FaultInjection,
  testedCall: TestedCall & Subject,
): Promise<FaultedCall> {
  const { rongCloud } = peers;
  const { endpoint, path, username, fields } = testedCall;
  const service = await peers.startService(await originsFor(peers, faultCase, reach));
  rongCloud.calls.length = 0;
  if ('fault' in faultCase.by) {
    const where = reach === 'one host' ? { path, host: hostIndex('primary') } : { path };
    rongCloud.arm(faultCase.by.fault, { calls: faultCase.by.once ? 1 : 100 }, where);
  }
  const answer = await service.call(endpoint, username, fields);
  const calls = [...rongCloud.calls];
  rongCloud.disarm();
  await peers.clock.advance(stickyMs);
  expectWellFormed(answer);
  expectFreshlySigned(calls);
  expectFewAttempts(calls);
  if (appliesTo(faultCase, path)) expectLogged(answer, { faultCase, reach }, testedCall);
  const isMended = 'fault' in faultCase.by || reach === 'one host';
  return { answer, service: isMended ? service : await peers.startService(), calls };
}

/** Whether the fault can occur in calls to this path of RongCloud. */
const appliesTo = ({ paths }: FaultCase, path: string) => paths?.test(path) ?? true;

/** The outcome that a tested call must have under a fault. */
export function expectedOutcome(faultCase: FaultCase, path: string, reach: Reach): Outcome {
  if (!appliesTo(faultCase, path)) return 'OK';
  return reach === 'one host'
    ? (faultCase.ofOneHost ?? 'OK')
    : (faultCase.ofBothHosts ?? 'UPSTREAM_UNAVAILABLE');
}

async function originsFor(peers: Peers, { by }: FaultCase, reach: Reach): Promise<readonly string[]> {
  const at = (name: HostName) => peers.rongCloud.origins[hostIndex(name)] ?? '';
  if ('fault' in by) return [at('primary'), at('backup')];
  const faulty = await originOf(by.origin, at);
  return reach === 'one host' ? [faulty, at('backup')] : [faulty];
}

async function originOf(place: Place, at: (name: HostName) => string) {
  if (place === 'refused') return await refusedOrigin();
  return place === 'unknown' ? unknownHostOrigin : at(place);
}

/** A valid reply: the documented fields, or the envelope of a documented failure. */
export function expectWellFormed({ endpoint, status, headers, body, code, ms }: Answer): void {
  expect(ms).toBeLessThanOrEqual(answerWithinMs);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  if (code === 'OK') {
    expect(status).toBe(200);
    expect(endpoints[endpoint].reply.safeParse(body).success).toBe(true);
    expect(Object.keys(body).sort()).toEqual(Object.keys(endpoints[endpoint].reply.shape).sort());
  } else {
    expect(Object.keys(body).sort()).toEqual(['code', 'reason', 'ret']);
    expect(failures).toHaveProperty([String(code), 'status'], status);
    if (status === 503) expect(headers.get('retry-after')).toMatch(/^\d+$/);
  }
}

/** Each attempt has a nonce of its own; none went where the certificate is wrong, or elsewhere. */
function expectFreshlySigned(calls: readonly ReceivedCall[]): void {
  expect(new Set(calls.map(({ nonce }) => nonce)).size).toBe(calls.length);
  for (const { nonce, host } of calls) {
    expect(nonce).toMatch(/^[0-9A-Za-z]{18}$/);
    expect(host).toBeLessThanOrEqual(hostIndex('backup'));
  }
}

/** Two attempts at most; at a rate limit one, unless a second went by. */
function expectFewAttempts(calls: readonly ReceivedCall[]): void {
  const attempts = calls.filter(({ fault }) => fault !== undefined);
  if (attempts.every(({ fault }) => fault !== 'rate-limited')) {
    expect(attempts.length).toBeLessThanOrEqual(2);
    return;
  }
  const pauses = attempts.slice(1).map(({ at }, index) => at - (attempts[index]?.at ?? at));
  expect(pauses.filter((ms) => ms < 1_000)).toEqual([]);
}

/** The call's own line says why it failed; a first attempt that was followed by a second has a line of its own. */
function expectLogged(
  { log, code, headers, endpoint, status }: Answer,
  { faultCase, reach }: FaultInjection,
  { isOnKeptConnection = false, isSentOnce = false }: TestedCall,
): void {
  const line = log.find((entry) => entry.requestId === headers.get('x-request-id'));
  expect(line).toMatchObject({ endpoint, code, status });
  if (faultCase.log === undefined) return;
  const { systemCode } = faultCase;
  if (code !== 'OK') {
    expect(line).toMatchObject(faultCase.log);
    if (systemCode !== undefined)
      expect(line).toHaveProperty('error.cause.code', expect.stringMatching(systemCode));
  }
  const hasSecondAttempt = reach === 'one host' ? code === 'OK' : code === 'UPSTREAM_UNAVAILABLE';
  if (hasSecondAttempt && !isSentOnce && !(isOnKeptConnection && faultCase.breaksConnection === true)) {
    expect(log.find(({ event }) => event === 'rongcloud-second-attempt')).toMatchObject(faultCase.log);
  }
}
