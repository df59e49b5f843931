import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EndpointName, endpoints } from '../../../functions/endpoints.ts';
import { createEndpoints } from '../../../lib/local/handlers.ts';
import { eventOf, type Query } from '../../support/gateway-call.ts';
import { startMeter, total } from '../../support/meter.ts';
import { startLocalWorld } from '../../support/world.ts';
import { type Effort, figure, type Part, scaled } from '../report/report.ts';
import { median } from '../statistics.ts';
import { fillerRooms, fillerUsers, fillTable, lastId } from './fill.ts';

const sizes = [100, 10_000, 1_000_000] as const;
const members = [0, 100, 1_000, 10_000] as const;
const rounds = 60;
const demoRooms = 6;
const password = '123456';
/** What the demo data hold of rooms is there in each service. */
const roomOfAll = 1;

interface Cost {
  readonly endpoint: EndpointName;
  readonly size: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly calls: number;
  readonly p50Ms: number;
}

/** Over all sizes, so that no create is taken for one that was made before. */
let made = 0;

/** The endpoints of one running service: what a call costs, then how long it takes without the meter between. */
async function openService(dataPath: string | undefined) {
  const world = await startLocalWorld({
    runsSchedules: false,
    variables: { MOST_CREATES_PER_MINUTE: '6000', MOST_LIVING_ROOMS: '100000' },
    ...(dataPath === undefined ? {} : { dataPath }),
  });
  world.emulator.behave({ limitRates: false });
  // Somebody new: what one user has of living rooms is read with each create, and is not what is to grow here.
  made += 1;
  const username = `caller${made}`;
  await world.addUser({ username, role: 'admin' }, password);
  const caller = { username, password };
  const meter = await startMeter(world.service.runtime, { heldForMs: 0 });
  const metered = await createEndpoints(meter.runtime);
  const plain = await createEndpoints(world.service.runtime);
  const call = async (endpoints: typeof plain, name: EndpointName, query: Query) => {
    const reply = await endpoints.get(name)?.(eventOf(name, query), {
      getRemainingTimeInMillis: () => 10_000,
    });
    const body = JSON.parse(reply?.body ?? '{}');
    if (body.ret !== 'success') throw new Error(`${name}: ${reply?.body}`);
    return body;
  };
  const newRoom = () => {
    made += 1;
    return { ...caller, live_id: '1', name: `growth ${made}` };
  };
  const queryFor = async (name: EndpointName): Promise<Query> => {
    if (name === 'user-get-token') return caller;
    if (name === 'chatroom-create') return newRoom();
    if (name === 'chatroom-destroy') {
      return { ...caller, id: (await call(plain, 'chatroom-create', newRoom())).id };
    }
    return { ...caller, id: roomOfAll };
  };
  return {
    emulator: world.emulator,
    measure: async (endpoint: EndpointName, size: number, count: number): Promise<Cost> => {
      for (const endpoints of [metered, plain]) await call(endpoints, endpoint, await queryFor(endpoint));
      const query = await queryFor(endpoint);
      meter.take();
      await call(metered, endpoint, query);
      const calls = meter.take();
      const { read, write } = total(calls);
      const latencies: number[] = [];
      for (let round = 0; round < count; round += 1) {
        const next = await queryFor(endpoint);
        const startedAt = performance.now();
        await call(plain, endpoint, next);
        latencies.push(performance.now() - startedAt);
      }
      const p50Ms = median(latencies);
      return { endpoint, size, readUnits: read, writeUnits: write, calls: calls.length, p50Ms };
    },
    stop: async () => {
      await meter.stop();
      await world.stop();
    },
  };
}

const names = Object.keys(endpoints) as EndpointName[];

async function grow(tell: (progress: string) => void, effort: Effort): Promise<readonly Cost[]> {
  const dataPath = await mkdtemp(join(tmpdir(), 'im-gateway-growth-'));
  const costs: Cost[] = [];
  try {
    await (await openService(dataPath)).stop();
    let filled = demoRooms + 1;
    for (const size of effort.share < 1 ? sizes.slice(0, 2) : sizes) {
      tell(`filling to ${size} users and rooms`);
      await fillTable(dataPath, 'users', fillerUsers(filled, size));
      await fillTable(dataPath, 'chatrooms', fillerRooms(filled, size));
      // Above all that was there, so that what was created in between is not met again.
      await fillTable(dataPath, 'counters', [lastId(size * 2)]);
      filled = size;
      const service = await openService(dataPath);
      try {
        for (const name of names) {
          tell(`${name} among ${size}`);
          costs.push(await service.measure(name, size, scaled(effort, rounds, 5)));
        }
      } finally {
        await service.stop();
      }
    }
    return costs;
  } finally {
    await rm(dataPath, { recursive: true });
  }
}

/** Joins of one room that more and more are in already. */
async function growRoom(tell: (progress: string) => void, effort: Effort): Promise<readonly Cost[]> {
  const service = await openService(undefined);
  const costs: Cost[] = [];
  let inside = 0;
  try {
    for (const size of members) {
      tell(`a room of ${size}`);
      for (; inside < size; inside += 1) service.emulator.join(`member${inside}`, '1');
      costs.push(await service.measure('chatroom-join', size, scaled(effort, rounds, 5)));
    }
    return costs;
  } finally {
    await service.stop();
  }
}

const row = ({ endpoint, size, readUnits, writeUnits, calls, p50Ms }: Cost) => [
  endpoint,
  size.toLocaleString('en'),
  readUnits,
  writeUnits,
  calls,
  figure(p50Ms),
];

const head = ['RRU', 'WRU', 'calls', 'p50 ms'];

export const growth: Part = {
  name: 'growth',
  run: async (tell, effort) => {
    const costs = await grow(tell, effort);
    const joins = await growRoom(tell, effort);
    return {
      title: 'Growth',
      notes: [
        'The local service with its data on disk, filled to so many users and so many rooms; then joins of one room that has so many members. Units by the rules in docs/operations.md. The milliseconds hold the embedded DynamoDB, which is one more program on the same cores, and say only whether anything grows.',
        'One thing does, by the caller’s own doing: a create reads how many of their rooms live, half a unit for each 64 of them.',
      ],
      tables: [
        { head: ['endpoint', 'users and rooms', ...head], rows: costs.map(row) },
        { head: ['endpoint', 'members', ...head], rows: joins.map(row) },
      ],
      plots: {},
      data: { costs, joins },
    };
  },
};
