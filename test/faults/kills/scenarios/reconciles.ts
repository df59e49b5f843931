import type { KillWorld } from '../kill-world.ts';
import {
  betweenRunsMs,
  create,
  createLeaseMs,
  destroy,
  lastDestroyMs,
  type Scenario,
  settle,
} from './scenario.ts';

async function createAndDestroy(world: KillWorld, name: string): Promise<number> {
  await settle(world);
  const id = await create(world, name);
  await destroy(world, id);
  await world.advance(lastDestroyMs);
  return id;
}

const anyReconcile = {
  run: (world) => world.reconcile(),
  retry: async (world, { id }) => {
    await world.advance(betweenRunsMs);
    await world.reconcile();
    return id;
  },
  ends: 'DESTROYED',
} as const satisfies Omit<Scenario, 'name' | 'prepare'>;

export const reconciles: readonly Scenario[] = [
  {
    name: 'reconcile: a create that died',
    ...anyReconcile,
    prepare: async (world, name) => {
      await settle(world);
      const id = await world.others.takeId();
      await world.others.intend(id, name);
      await world.others.makeAtRongCloud(id);
      await world.advance(createLeaseMs);
      return id;
    },
  },
  { name: 'reconcile: the last destroy', ...anyReconcile, prepare: createAndDestroy },
  {
    name: 'reconcile: a destroy for which RongCloud is too busy',
    ...anyReconcile,
    prepare: createAndDestroy,
    run: (world) => {
      world.meanwhile({ name: '/chatroom/destroy.json' }, async () =>
        world.emulator.arm({ name: 'rate-limited' }),
      );
      return anyReconcile.run(world);
    },
  },
  {
    name: 'reconcile: a destroyed room that RongCloud still has',
    ...anyReconcile,
    prepare: async (world, name) => {
      await settle(world);
      const id = await create(world, name);
      await world.others.endRow(id);
      return id;
    },
  },
];
