import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { Deps } from '../../functions/platform/deps.ts';
import { listen } from '../../lib/emulator/http.ts';
import { charge } from './dynamodb-charge.ts';
import { noUnits, type Units } from './request-units.ts';

/** One call to the outside. */
export interface MeteredCall {
  readonly peer: 'dynamodb' | 'rongcloud' | 'secrets';
  /** DynamoDB's operation or RongCloud's path. */
  readonly name: string;
  readonly units: Units;
  readonly from: number;
  readonly to: number;
}

/** Concurrent calls then clearly overlap, and calls that wait for each other never do. */
const longEnoughMs = 100;

const peers = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  rongcloud: 'RONGCLOUD_HOSTS',
  secrets: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const;

const nameOf = ({ headers, url = '' }: IncomingMessage) =>
  headers['x-amz-target']?.toString().replace(/^.*\./, '') ?? url;

/** Forwards a request, or sends one of the meter's own with another target and body. */
function sender(origin: string, { headers, url = '', method = 'POST' }: IncomingMessage) {
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
  return async (body: string, target?: string) => {
    const entries = Object.entries(target === undefined ? kept : { ...kept, 'x-amz-target': target });
    const reply = await fetch(origin + url, {
      method,
      headers: entries.map(([name, value]): [string, string] => [name, String(value)]),
      body,
    });
    return { status: reply.status, text: await reply.text() };
  };
}

async function forward(peer: MeteredCall['peer'], origin: string, request: IncomingMessage) {
  const send = sender(origin, request);
  const body = (await buffer(request)).toString();
  if (peer !== 'dynamodb') return { reply: await send(body), units: noUnits };
  const target = request.headers['x-amz-target']?.toString() ?? '';
  return await charge(
    (operation, input) => send(JSON.stringify(input), target.replace(/[^.]*$/, operation)),
    nameOf(request),
    body,
  );
}

/**
 * A proxy between handlers and the services that they call, which records the calls.
 * @returns deps with which handlers use it.
 */
export async function startMeter(deps: Deps, { heldForMs = longEnoughMs } = {}) {
  let calls: MeteredCall[] = [];
  const running = new AsyncDisposableStack();
  const environment: Record<string, string | undefined> = { ...deps.environment };
  for (const [peer, variable] of Object.entries(peers) as [MeteredCall['peer'], string][]) {
    const origin = deps.environment[variable] ?? '';
    const proxy = createServer(async (request, response) => {
      const from = performance.now();
      const [{ reply, units }] = await Promise.all([forward(peer, origin, request), wait(heldForMs)]);
      calls.push({ peer, name: nameOf(request), units, from, to: performance.now() });
      response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0' }).end(reply.text);
    });
    const { origin: own, stop } = await listen(proxy, 0);
    running.defer(stop);
    environment[variable] = own;
  }
  return {
    deps: { ...deps, environment },
    /** The calls since the last time. */
    take: (): readonly MeteredCall[] => {
      const taken = calls;
      calls = [];
      return taken;
    },
    stop: () => running.disposeAsync(),
  };
}

/** The number of sequential calls: the longest chain of calls that do not overlap. */
export function sequentialTrips(calls: readonly MeteredCall[]): number {
  let trips = 0;
  let endedAt = Number.NEGATIVE_INFINITY;
  for (const { from, to } of calls.toSorted((a, b) => a.to - b.to)) {
    if (from < endedAt) continue;
    trips += 1;
    endedAt = to;
  }
  return trips;
}

export const total = (calls: readonly MeteredCall[]): Units =>
  calls.reduce(
    ({ read, write }, { units }) => ({ read: read + units.read, write: write + units.write }),
    noUnits,
  );
