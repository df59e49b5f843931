import type { KillWorld } from '../kill-world.ts';
import { create, destroy, type Scenario } from './scenario.ts';

/** The first login on a network is remembered; what it writes is not what a create writes. */
const logIn = (world: KillWorld) => world.call('chatroom_query', { id: '1' });

const anyCreate = {
  prepare: async (world) => {
    await logIn(world);
    return 0;
  },
  run: (world, { name }) => world.call('chatroom_create', { live_id: '1', name }),
  retry: (world, { name }) => create(world, name),
  ends: 'ACTIVE',
} as const satisfies Omit<Scenario, 'name'>;

export const createsAndDestroys: readonly Scenario[] = [
  { name: 'create', ...anyCreate },
  {
    name: 'create after one that left only its note',
    ...anyCreate,
    prepare: async (world, name) => {
      await logIn(world);
      const id = await world.others.takeId();
      await world.others.note(id, name);
      return id;
    },
    run: (world, about) => {
      // As the SDK does where the reply to the first is lost.
      world.meanwhile({ name: 'PutItem chatrooms' }, ({ forward }) => forward());
      return anyCreate.run(world, about);
    },
  },
  {
    name: 'create while another process does the same',
    ...anyCreate,
    run: (world, about) => {
      world.meanwhile({ name: 'PutItem creations' }, async () => {
        const { takeId, note, intend, makeAtRongCloud, activate } = world.others;
        const id = await takeId();
        await note(id, about.name);
        await intend(id, about.name);
        await makeAtRongCloud(id);
        await activate(id);
      });
      return anyCreate.run(world, about);
    },
  },
  {
    name: 'destroy',
    prepare: create,
    run: (world, { id }) => world.call('chatroom_destroy', { id: String(id) }),
    retry: async (world, { id }) => {
      await destroy(world, id);
      return id;
    },
    ends: 'DESTROYED',
  },
];
