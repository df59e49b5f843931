import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
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
/** What the demo data hold of rooms is there in each service. */
const demoRooms = 6;
const password = '123456';
const roomOfAll = 1;

const names = Object.keys(endpoints) as EndpointName[];

interface Cost {
  readonly endpoint: EndpointName;
  readonly size: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly calls: number;
  readonly p50Ms: number;
}

/** Over all services, so that no create is taken for one that was made before. */
let made = 0;

/** The endpoints of one running service: what a call costs, and how long it takes without the meter between. */
async function openService(dataPath: string | undefined) {
  const world = await startLocalWorld({
    runsSchedules: false,
    variables: { MAX_CREATES_PER_MINUTE: '6000', MAX_ACTIVE_ROOMS: '100000' },
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
  const queryFor = async (name: EndpointName, room: number): Promise<Query> => {
    if (name === 'user-get-token') return caller;
    if (name === 'chatroom-create') return newRoom();
    if (name === 'chatroom-destroy') {
      return { ...caller, id: (await call(plain, 'chatroom-create', newRoom())).id };
    }
    return { ...caller, id: room };
  };
  return {
    emulator: world.emulator,
    /** What a call asks of others, once it has been made before. */
    unitsOf: async (endpoint: EndpointName, room: number) => {
      for (const endpoints of [metered, plain])
        await call(endpoints, endpoint, await queryFor(endpoint, room));
      const query = await queryFor(endpoint, room);
      meter.take();
      await call(metered, endpoint, query);
      const calls = meter.take();
      const { read, write } = total(calls);
      return { readUnits: read, writeUnits: write, calls: calls.length };
    },
    msOf: async (endpoint: EndpointName, room: number): Promise<number> => {
      const query = await queryFor(endpoint, room);
      const startedAt = performance.now();
      await call(plain, endpoint, query);
      return performance.now() - startedAt;
    },
    stop: async () => {
      await meter.stop();
      await world.stop();
    },
  };
}

type Service = Awaited<ReturnType<typeof openService>>;

/** Where a call is made: among so many items, or in a room of so many members. */
interface Place {
  readonly size: number;
  readonly service: Service;
  readonly room: number;
}

/** One endpoint in all places in turn, so that what slows the machine slows each of them. */
async function measureInTurn(
  endpoint: EndpointName,
  places: readonly Place[],
  count: number,
): Promise<readonly Cost[]> {
  const measured = [];
  for (const { size, service, room } of places) {
    const units = await service.unitsOf(endpoint, room);
    measured.push({ size, service, room, units, latencies: [] as number[] });
  }
  for (let round = 0; round < count; round += 1) {
    for (const { service, room, latencies } of measured) latencies.push(await service.msOf(endpoint, room));
  }
  return measured.map(({ size, units, latencies }) => ({
    endpoint,
    size,
    ...units,
    p50Ms: median(latencies),
  }));
}

/** Fills the files of a service that has been started once, and starts it on them. */
async function openFilled(dataPath: string, size: number): Promise<Service> {
  await (await openService(dataPath)).stop();
  await fillTable(dataPath, 'users', fillerUsers(demoRooms + 1, size));
  await fillTable(dataPath, 'chatrooms', fillerRooms(demoRooms + 1, size));
  await fillTable(dataPath, 'counters', [lastId(size)]);
  return await openService(dataPath);
}

async function grow(tell: (progress: string) => void, effort: Effort): Promise<readonly Cost[]> {
  await using running = new AsyncDisposableStack();
  const places: Place[] = [];
  for (const size of effort.share < 1 ? sizes.slice(0, 2) : sizes) {
    tell(`filling to ${size} users and rooms`);
    const dataPath = await mkdtemp(join(tmpdir(), 'im-gateway-growth-'));
    running.defer(() => rm(dataPath, { recursive: true }));
    const service = await openFilled(dataPath, size);
    running.defer(service.stop);
    places.push({ size, service, room: roomOfAll });
  }
  const costs: Cost[] = [];
  for (const name of names) {
    tell(`${name} among ${places.map(({ size }) => size).join(', ')}`);
    costs.push(...(await measureInTurn(name, places, scaled(effort, rounds, 5))));
  }
  return costs;
}

/** Joins of rooms that more and more are in already. */
async function growRoom(tell: (progress: string) => void, effort: Effort): Promise<readonly Cost[]> {
  const service = await openService(undefined);
  try {
    const places = members.map((size, index) => ({ size, service, room: index + 1 }));
    for (const { size, room } of places) {
      tell(`a room of ${size}`);
      for (let member = 0; member < size; member += 1) service.emulator.join(`member${member}`, String(room));
    }
    return await measureInTurn('chatroom-join', places, scaled(effort, rounds, 5));
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
        'Local services with their data on disk, filled to so many users and so many rooms, and joins of rooms that have so many members; each call is made in all of them in turn. Units by the rules in docs/operations.md. The milliseconds hold the embedded DynamoDB, and say only whether anything grows.',
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
