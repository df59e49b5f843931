import type { KillWorld } from './kill-world.ts';

/** What is under way when the service dies. Each has a room of its own, so that all can be reconciled together. */
export interface Scenario {
  readonly name: string;
  /** The calls that it makes, in any order; a new call in the product has to be written down here, and is killed at. */
  readonly steps: readonly string[];
  /** @returns the room's id, where there is one before. */
  readonly prepare: (world: KillWorld, name: string) => Promise<number>;
  readonly run: (world: KillWorld, about: { name: string; id: number }) => Promise<unknown>;
  /** The caller tries again. @returns the room's id. */
  readonly retry: (world: KillWorld, about: { name: string; id: number }) => Promise<number>;
  /** What has become of the room in the end. */
  readonly ends: 'ACTIVE' | 'DESTROYED';
}

/** What the endpoint reads of its own goes in one batch with what the login reads. */
const firstReads = (...own: readonly string[]) => `BatchGetItem ${[...own, 'users', 'attempts'].join('+')}`;
const leaseMs = 36_000;
const lastDestroyMs = 91_000;
const betweenRunsMs = 61_000;

async function demandSuccess(world: KillWorld, path: string, fields: Readonly<Record<string, string>>) {
  const answer = await world.call(path, fields);
  if (answer?.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer.json;
}

const create = async (world: KillWorld, name: string) =>
  Number((await demandSuccess(world, 'chatroom_create', { live_id: '1', name })).id);

const join = (world: KillWorld, id: number) => demandSuccess(world, 'chatroom_join', { id: String(id) });

const destroy = (world: KillWorld, id: number) =>
  demandSuccess(world, 'chatroom_destroy', { id: String(id) });

async function reconcileAgain(world: KillWorld, { id }: { id: number }): Promise<number> {
  await world.advance(betweenRunsMs);
  await world.reconcile();
  return id;
}

const createSteps = [
  firstReads('creations', 'quotas'),
  'Query chatrooms',
  'UpdateItem counters',
  'UpdateItem quotas',
  'PutItem creations',
  'PutItem chatrooms',
  '/chatroom/create_new.json',
  'UpdateItem chatrooms',
] as const;

/** Its lease, what is due, how far the comparison has come, and the comparison of the one room that is new to it. */
const reconcileSteps = [
  'UpdateItem counters',
  'Query chatrooms',
  'GetItem counters',
  'GetItem counters',
  'GetItem chatrooms',
  'UpdateItem counters',
] as const;

export const callScenarios: readonly Scenario[] = [
  {
    name: 'create',
    steps: createSteps,
    prepare: async (world) => {
      // The first login on a network is remembered; what it writes is not what a create writes.
      await world.call('chatroom_query', { id: '1' });
      return 0;
    },
    run: (world, { name }) => world.call('chatroom_create', { live_id: '1', name }),
    retry: (world, { name }) => create(world, name),
    ends: 'ACTIVE',
  },
  {
    name: 'join',
    steps: [firstReads('chatrooms'), '/chatroom/get.json', '/chatroom/join.json'],
    prepare: create,
    run: (world, { id }) => world.call('chatroom_join', { id: String(id) }),
    retry: async (world, { id }) => {
      await join(world, id);
      return id;
    },
    ends: 'ACTIVE',
  },
  {
    name: 'join of a lost room',
    steps: [
      firstReads('chatrooms'),
      '/chatroom/get.json',
      'UpdateItem chatrooms',
      '/chatroom/create_new.json',
      'UpdateItem chatrooms',
      '/chatroom/join.json',
    ],
    prepare: async (world, name) => {
      const id = await create(world, name);
      world.emulator.loseRoom(String(id));
      return id;
    },
    run: (world, { id }) => world.call('chatroom_join', { id: String(id) }),
    retry: async (world, { id }) => {
      // The lease of whoever died making the room again.
      await world.advance(11_000);
      await join(world, id);
      return id;
    },
    ends: 'ACTIVE',
  },
  {
    name: 'destroy',
    steps: [firstReads('chatrooms'), 'UpdateItem chatrooms', '/chatroom/destroy.json'],
    prepare: create,
    run: (world, { id }) => world.call('chatroom_destroy', { id: String(id) }),
    retry: async (world, { id }) => {
      await destroy(world, id);
      return id;
    },
    ends: 'DESTROYED',
  },
];

export const reconcilerScenarios: readonly Scenario[] = [
  {
    name: 'reconcile: a create that died',
    steps: [...reconcileSteps, 'GetItem chatrooms', 'UpdateItem chatrooms', '/chatroom/destroy.json'],
    prepare: async (world, name) => {
      await reconcileAgain(world, { id: 0 });
      const id = await world.leaveCreate(name);
      await world.advance(leaseMs);
      return id;
    },
    run: (world) => world.reconcile(),
    retry: reconcileAgain,
    ends: 'DESTROYED',
  },
  {
    name: 'reconcile: the last destroy',
    steps: [
      ...reconcileSteps,
      'GetItem chatrooms',
      '/chatroom/destroy.json',
      'UpdateItem chatrooms',
      '/chatroom/get.json',
    ],
    prepare: async (world, name) => {
      await reconcileAgain(world, { id: 0 });
      const id = await create(world, name);
      await destroy(world, id);
      await world.advance(lastDestroyMs);
      return id;
    },
    run: (world) => world.reconcile(),
    retry: reconcileAgain,
    ends: 'DESTROYED',
  },
];
