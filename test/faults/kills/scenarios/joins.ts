import type { KillWorld } from '../kill-world.ts';
import { create, join, type Scenario } from './scenario.ts';

/** The lease of whoever died making a room again is then over. */
const healLeaseMs = 11_000;

const anyJoin = {
  prepare: create,
  run: (world, { id }) => world.call('chatroom_join', { id: String(id) }),
  retry: async (world, { id }) => {
    await world.advance(healLeaseMs);
    await join(world, id);
    return id;
  },
  ends: 'ACTIVE',
} as const satisfies Omit<Scenario, 'name'>;

async function createAndLose(world: KillWorld, name: string): Promise<number> {
  const id = await create(world, name);
  world.emulator.loseRoom(String(id));
  return id;
}

export const joins: readonly Scenario[] = [
  { name: 'join', ...anyJoin },
  { name: 'join of a lost room', ...anyJoin, prepare: createAndLose },
  {
    name: 'join of a room that is lost meanwhile',
    ...anyJoin,
    run: (world, about) => {
      world.meanwhile({ name: '/chatroom/join.json' }, async () => world.emulator.loseRoom(String(about.id)));
      return anyJoin.run(world, about);
    },
  },
  {
    name: 'join of a lost room that another process makes again',
    ...anyJoin,
    prepare: createAndLose,
    run: (world, about) => {
      world.meanwhile({ name: 'UpdateItem chatrooms' }, () => world.others.heal(about.id));
      return anyJoin.run(world, about);
    },
  },
  {
    name: 'join of a lost room that RongCloud refuses to make again',
    ...anyJoin,
    prepare: createAndLose,
    run: (world, about) => {
      const { emulator, others } = world;
      // There when it is to be made, and lost when it is asked for.
      emulator.behave({ createExisting: 'refused' });
      world.meanwhile({ name: '/chatroom/create_new.json' }, () => others.makeAtRongCloud(about.id));
      world.meanwhile({ name: '/chatroom/get.json', occurrence: 2 }, async () =>
        emulator.loseRoom(String(about.id)),
      );
      return anyJoin.run(world, about);
    },
  },
];
