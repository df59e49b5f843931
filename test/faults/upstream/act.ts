import { expect } from 'vitest';
import { endpoints } from '../../../functions/contract/endpoints.ts';
import { failures } from '../../../functions/contract/failure.ts';
import type { ReceivedCall } from '../../../lib/emulator/log.ts';
import { refusedOrigin, unknownHostOrigin } from '../../support/addresses.ts';
import type { Answer, Service, Stage } from './stage.ts';
import { type HostName, hostIndex, type Outcome, type Place, type Strike } from './strikes.ts';

/** The caller and the parameters of a call. */
export interface Subject {
  readonly username: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Errand {
  readonly endpoint: Answer['endpoint'];
  /** The call to RongCloud that gets the fault. */
  readonly path: string;
  /** Whether another call went before over the same connection: where that breaks it counts as gone stale. */
  readonly isOnKeptConnection?: boolean;
  /** Whether the call is never sent again where its outcome is unknown. */
  readonly isSentOnce?: boolean;
}

export type Reach = 'one host' | 'both hosts';

export interface Acted {
  readonly answer: Answer;
  /** For what is called afterwards, when nothing strikes any more: the same service, where it can be. */
  readonly service: Service;
  /** What RongCloud received meanwhile. */
  readonly calls: readonly ReceivedCall[];
}

export interface Striking {
  readonly strike: Strike;
  readonly reach: Reach;
}

/** The time limit from request to reply. */
const answerWithinMs = 8_500;

/** How long a client stays with the host that it chose after a failure. */
const stickyMs = 30_000;

/** A freshly started service does an errand while RongCloud is struck. */
export async function act(
  stage: Stage,
  { strike, reach }: Striking,
  errand: Errand & Subject,
): Promise<Acted> {
  const { rongCloud } = stage;
  const { endpoint, path, username, fields } = errand;
  const service = await stage.startService(await originsFor(stage, strike, reach));
  rongCloud.calls.length = 0;
  if ('fault' in strike.by) {
    const where = reach === 'one host' ? { path, host: hostIndex('primary') } : { path };
    rongCloud.arm(strike.by.fault, { calls: strike.by.once ? 1 : 100 }, where);
  }
  const answer = await service.call(endpoint, username, fields);
  const calls = [...rongCloud.calls];
  rongCloud.disarm();
  await stage.clock.advance(stickyMs);
  expectWellFormed(answer);
  expectFreshlySigned(calls);
  expectFewAttempts(calls);
  if (strikesIt(strike, path)) expectTold(answer, { strike, reach }, errand);
  const isMended = 'fault' in strike.by || reach === 'one host';
  return { answer, service: isMended ? service : await stage.startService(), calls };
}

/** Whether a strike has anything to strike in an errand. */
const strikesIt = ({ paths }: Strike, path: string) => paths?.test(path) ?? true;

/** What an errand that is struck must end with. */
export function outcomeOf(strike: Strike, path: string, reach: Reach): Outcome {
  if (!strikesIt(strike, path)) return 'OK';
  return reach === 'one host' ? (strike.ofOneHost ?? 'OK') : (strike.ofBothHosts ?? 'UPSTREAM_UNAVAILABLE');
}

async function originsFor(stage: Stage, { by }: Strike, reach: Reach): Promise<readonly string[]> {
  const at = (name: HostName) => stage.rongCloud.origins[hostIndex(name)] ?? '';
  if ('fault' in by) return [at('primary'), at('backup')];
  const struck = await originOf(by.origin, at);
  return reach === 'one host' ? [struck, at('backup')] : [struck];
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

/** The call's own line tells why it failed; a first attempt that was followed by a second has a line of its own. */
function expectTold(
  { log, code, headers, endpoint, status }: Answer,
  { strike, reach }: Striking,
  { isOnKeptConnection = false, isSentOnce = false }: Errand,
): void {
  const line = log.find((entry) => entry.requestId === headers.get('x-request-id'));
  expect(line).toMatchObject({ endpoint, code, status });
  if (strike.log === undefined) return;
  const { systemCode } = strike;
  if (code !== 'OK') {
    expect(line).toMatchObject(strike.log);
    if (systemCode !== undefined)
      expect(line).toHaveProperty('error.cause.code', expect.stringMatching(systemCode));
  }
  const hasSecondAttempt = reach === 'one host' ? code === 'OK' : code === 'UPSTREAM_UNAVAILABLE';
  if (hasSecondAttempt && !isSentOnce && !(isOnKeptConnection && strike.breaksConnection === true)) {
    expect(log.find(({ event }) => event === 'rongcloud-second-attempt')).toMatchObject(strike.log);
  }
}
