import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KillWorld, type Moment, type Step, startKillWorld } from './kill-world.ts';
import type { Scenario } from './scenarios.ts';

const moments: readonly Moment[] = ['before', 'after', 'late'];

const numbered = (names: readonly string[]): Step[] =>
  names.map((name, index) => ({
    name,
    occurrence: names.slice(0, index + 1).filter((one) => one === name).length,
  }));

/** Dies at the step, is started anew, tries again; then what was on its way arrives. @returns the room's id. */
async function dieAt(
  world: KillWorld,
  { scenario, step, moment }: { scenario: Scenario; step: Step; moment: Moment },
) {
  const name = `${step.name} ${step.occurrence} ${moment}`;
  const id = await scenario.prepare(world, name);
  const isKilled = await world.killAt({ ...step, moment }, () => scenario.run(world, { name, id }));
  expect(isKilled, `${name} is never called`).toBe(true);
  const again = await scenario.retry(world, { name, id });
  if (id !== 0) expect(again).toBe(id);
  await world.deliverLate();
  return { name, id: again };
}

/** Leases end, and both destroys of a room that is given up are due. */
async function settle(world: KillWorld): Promise<void> {
  for (const ms of [61_000, 36_000, 91_000, 61_000]) {
    await world.advance(ms);
    await world.reconcile();
  }
}

/** The tests of a scenario: that its calls are the listed ones, and a kill at each of them at each moment. */
export function killAtEachCall(scenario: Scenario): void {
  let world: KillWorld;
  beforeAll(async () => {
    world = await startKillWorld();
  });
  afterAll(() => world.stop());

  it('makes the calls that are listed, so that none is without a kill', async () => {
    const id = await scenario.prepare(world, 'reference');
    const steps = await world.stepsOf(() => scenario.run(world, { name: 'reference', id }));
    expect([...steps].sort()).toEqual([...scenario.steps].sort());
  });

  it.each(moments)(
    'dies %s each of its calls, and nothing is lost, doubled or undead',
    async (moment) => {
      const rooms: { name: string; id: number }[] = [];
      for (const step of numbered(scenario.steps)) rooms.push(await dieAt(world, { scenario, step, moment }));
      await settle(world);
      const rows = await world.rows();
      for (const { name, id } of rooms) {
        const ofName = rows.filter((row) => row.name === name);
        expect(
          ofName.filter(({ chatroomId, state }) => state === 'ACTIVE' || chatroomId === id),
        ).toMatchObject([{ chatroomId: id, state: scenario.ends }]);
        const answer = await world.call('chatroom_join', { id: String(id) });
        expect([name, answer?.status]).toEqual([name, scenario.ends === 'ACTIVE' ? 200 : 410]);
      }
      expect(rows.filter(({ state }) => state === 'CREATING' || state === 'DESTROYING')).toEqual([]);
      const active = rows
        .filter(({ state }) => state === 'ACTIVE')
        .map(({ chatroomId }) => String(chatroomId));
      expect([...world.emulator.rooms.keys()].filter((id) => !active.includes(id))).toEqual([]);
    },
    120_000,
  );
}
