import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Kill, Moment, OutgoingCall } from './gate.ts';
import { type KillWorld, startKillWorld } from './kill-world.ts';
import { type Scenario, settle } from './scenarios/scenario.ts';

/** Processes are started here by the dozen, on a machine that may have other things to do. */
const timeoutMs = 120_000;

const moments: readonly Moment[] = ['before', 'after', 'late'];

/** What changes nothing is killed at once: it comes to the same before and after it. */
const readsAlone = /^((Batch)?GetItem|Query) |^\/chatroom\/get\.json$/;

const atMoment = (calls: readonly OutgoingCall[], moment: Moment): Kill[] =>
  calls
    .filter(({ name }) => moment === 'before' || !readsAlone.test(name))
    .map((call) => ({ ...call, moment }));

const documented = readFileSync(join(import.meta.dirname, '../../../docs/fault-runs.md'), 'utf8')
  .split('\n## ')
  .find((section) => section.startsWith('Kills\n'));

const numbered = (names: readonly string[]): OutgoingCall[] =>
  names.map((name, index) => ({
    name,
    occurrence: names.slice(0, index + 1).filter((one) => one === name).length,
  }));

/** Dies at the call, is started anew, tries again; then what was on its way arrives. @returns the room's id. */
async function dieAt(world: KillWorld, scenario: Scenario, kill: Kill) {
  const name = `${kill.name} ${kill.occurrence} ${kill.moment}`;
  const id = await scenario.prepare(world, name);
  const isKilled = await world.killAt(kill, () => scenario.run(world, { name, id }));
  expect(isKilled, `${name} is never called`).toBe(true);
  const again = await scenario.retry(world, { name, id });
  if (id !== 0) expect(again).toBe(id);
  await world.deliverLate();
  return { name, id: again };
}

/** The tests of a scenario: a kill at each call that it makes, at each moment. */
export function killAtEachCall(scenario: Scenario): void {
  let world: KillWorld;
  let calls: readonly OutgoingCall[];
  beforeAll(async () => {
    world = await startKillWorld();
    const name = 'reference';
    const id = await scenario.prepare(world, name);
    calls = numbered(await world.callsOf(() => scenario.run(world, { name, id })));
    await scenario.retry(world, { name, id });
  }, timeoutMs);
  afterAll(() => world.stop());

  it('makes the calls, and comes to the kills, that docs/fault-runs.md tells', () => {
    const kills = moments.flatMap((moment) => atMoment(calls, moment));
    expect(documented).toContain(`| ${scenario.name} | ${calls.length} | ${kills.length} |`);
  });

  it.each(moments)(
    'dies %s each of its calls, and nothing is lost, doubled or undead',
    async (moment) => {
      const rooms: { name: string; id: number }[] = [];
      for (const kill of atMoment(calls, moment)) rooms.push(await dieAt(world, scenario, kill));
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
    timeoutMs,
  );
}
