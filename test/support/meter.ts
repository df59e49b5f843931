import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
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
  /** Calls of one trip run at the same time; those of the next trip follow their replies. */
  readonly trip: number;
}

/** Calls that are made at the same time arrive within this time, also on a busy machine. */
const quietMs = 100;

/** Ends a trip once no call has arrived for a while: whoever waits for its end is then answered at the same time. */
function tripCounter() {
  let trip = 1;
  let end = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let inProgress: Promise<unknown>[] = [];
  const endTrip = async () => {
    const calls = inProgress;
    await Promise.allSettled(calls);
    if (calls !== inProgress) return;
    end.resolve();
    trip += 1;
    inProgress = [];
    end = Promise.withResolvers<void>();
  };
  return {
    /** Waits for `work` and for the end of the trip. @returns the number of the trip. */
    join: async (work: Promise<unknown>) => {
      inProgress = [...inProgress, work];
      clearTimeout(timer);
      timer = setTimeout(endTrip, quietMs);
      const joined = trip;
      await end.promise;
      return joined;
    },
  };
}

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
export async function startMeter(deps: Deps) {
  const trips = tripCounter();
  let calls: MeteredCall[] = [];
  const running = new AsyncDisposableStack();
  const environment: Record<string, string | undefined> = { ...deps.environment };
  for (const [peer, variable] of Object.entries(peers) as [MeteredCall['peer'], string][]) {
    const origin = deps.environment[variable] ?? '';
    const proxy = createServer(async (request, response) => {
      const work = forward(peer, origin, request);
      const trip = await trips.join(work);
      const { reply, units } = await work;
      calls.push({ peer, name: nameOf(request), units, trip });
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

/** The number of calls that wait for each other. */
export const sequentialTrips = (calls: readonly MeteredCall[]): number =>
  new Set(calls.map(({ trip }) => trip)).size;

export const total = (calls: readonly MeteredCall[]): Units =>
  calls.reduce(
    ({ read, write }, { units }) => ({ read: read + units.read, write: write + units.write }),
    noUnits,
  );
