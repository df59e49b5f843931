import type { KillWorld } from '../kill-world.ts';

interface About {
  readonly name: string;
  readonly id: number;
}

/** What is under way when the service dies. Each has a room of its own, so that all can be reconciled together. */
export interface Scenario {
  readonly name: string;
  /** @returns the room's id, 0 where there is none before. */
  readonly prepare: (world: KillWorld, name: string) => Promise<number>;
  /** What the service is killed in. */
  readonly run: (world: KillWorld, about: About) => Promise<unknown>;
  /** The caller tries again. @returns the room's id. */
  readonly retry: (world: KillWorld, about: About) => Promise<number>;
  /** What has become of the room in the end. */
  readonly ends: 'ACTIVE' | 'DESTROYED';
}

async function demandSuccess(world: KillWorld, path: string, fields: Readonly<Record<string, string>>) {
  const answer = await world.call(path, fields);
  if (answer?.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer.json;
}

export const create = async (world: KillWorld, name: string) =>
  Number((await demandSuccess(world, 'chatroom_create', { live_id: '1', name })).id);

export const join = (world: KillWorld, id: number) =>
  demandSuccess(world, 'chatroom_join', { id: String(id) });

export const destroy = (world: KillWorld, id: number) =>
  demandSuccess(world, 'chatroom_destroy', { id: String(id) });

/** Until the lease of a create that died is over. */
export const createLeaseMs = 36_000;
export const lastDestroyMs = 91_000;
export const betweenRunsMs = 61_000;

/** Leases end, and both destroys of a room that is given up are due. */
export async function settle(world: KillWorld): Promise<void> {
  for (const ms of [betweenRunsMs, createLeaseMs, lastDestroyMs, betweenRunsMs]) {
    await world.advance(ms);
    await world.reconcile();
  }
}
