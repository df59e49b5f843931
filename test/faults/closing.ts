import { courses, creatorOf } from './accounts.ts';
import { Violation } from './model.ts';
import { roomIdleMinutes } from './simulation/process.ts';
import type { Simulation } from './simulation.ts';

const demand = (holds: boolean, detail: string) => {
  if (!holds) throw new Violation(detail);
};

/** Long enough for the last late call, for a lease and for both destroys of a room that is given up. */
const quietMinutes = 5;

/**
 * The checks after the faults have stopped and the reconciler has run: both sides agree, nothing is unfinished, and every
 * room is usable or gone for good.
 */
export async function close(simulation: Simulation): Promise<void> {
  const { driver, database, rongCloud, model } = simulation;
  simulation.calmDown();
  await simulation.settle();
  const wasCalm = !simulation.isDisturbed();
  simulation.restart();
  for (let minute = 0; minute < quietMinutes; minute += 1) {
    await driver.passTime(60_000);
    await simulation.finish(simulation.reconcile(0));
  }

  const rows = database.rows('chatrooms');
  const inState = (...states: string[]) => rows.filter(({ state }) => states.includes(String(state)));
  const halfDone = inState('DESTROYING');
  demand(halfDone.length === 0, `I6: ${halfDone.map((row) => `${row.chatroomId} ${row.state}`)} is left`);

  const active = new Set(inState('ACTIVE').map(({ chatroomId }) => String(chatroomId)));
  // Reading the rooms ends idle ones.
  const there = rongCloud.rooms();
  const lost = rongCloud.lostRooms();
  for (const id of there)
    demand(active.has(id) || simulation.orphans.has(id), `I4: ${id} is alive at RongCloud alone`);
  for (const id of active)
    demand(
      rongCloud.room(id) !== undefined || lost.has(id) || simulation.wasRestored(),
      `I4: RongCloud lacks ${id}`,
    );
  const unsettled = inState('ACTIVE').filter(({ dueAt }) => dueAt !== undefined);
  demand(
    unsettled.length === 0,
    `controls: those of ${unsettled.map((row) => row.chatroomId)} are still due`,
  );
  for (const id of active) simulation.controls.demandLastSettings(Number(id));
  if (wasCalm && !simulation.wasRestored()) demandOneRecreation(simulation);
  demandSoundCounters(simulation, wasCalm && !simulation.wasRestored() && !simulation.hadDatabaseFaults());

  const known = [...model.rooms].filter(([, { knownSince }]) => knownSince !== undefined).map(([id]) => id);
  const ids = new Set([...known, ...rows.map(({ chatroomId }) => Number(chatroomId))]);
  for (const id of ids) await demandUsable(simulation, id, active.has(String(id)), isTrusted(simulation));
  // Now no row is trusted any more, so a room that was ended early is found missing.
  await driver.passTime(roomIdleMinutes * 60_000);
  for (const id of ids) await demandUsable(simulation, id, active.has(String(id)), () => true);

  const highest = Math.max(0, ...rows.map(({ chatroomId }) => Number(chatroomId)), ...known);
  const [course] = courses;
  await driver.passTime(200_000);
  const last = simulation.request(0, { command: 'create', user: creatorOf(course), course });
  await simulation.finish(last);
  const newest = Math.max(...database.rows('chatrooms').map(({ chatroomId }) => Number(chatroomId)));
  demand(last.code === 'OK' && newest > highest, `I2: ${newest} follows ${highest}`);
  simulation.check();
}

/** With faults a failure may be counted again: the SDK sends a change three times, and the throttle repeats it as often. */
const maxCounted = 3 * 4;
/** The daily bucket of a user on one network gets one token back in this time. */
const dayRefillMs = 15 * 60_000;

/** A right password is never counted as a failure, a wrong one once; with faults not more often than it was sent. */
function demandSoundCounters({ database, logins, clock }: Simulation, isExact: boolean): void {
  const failuresOf = ({ day }: Readonly<Record<string, unknown>>) =>
    typeof day === 'number' ? Math.ceil((day - clock.now()) / dayRefillMs) : 0;
  const counted = database.rows('attempts').map(failuresOf);
  const sum = counted.reduce((total, failures) => total + Math.max(0, failures), 0);
  const most = logins.wrong * (isExact ? 1 : maxCounted);
  demand(sum <= most, `I11: ${sum} counted for ${logins.wrong} wrong logins`);
  const left = database.rows('attempts').filter(({ inProgress }) => inProgress !== undefined);
  demand(!isExact || left.length === 0, `I11: ${left.length} items with attempts in progress`);
}

const isTrusted = (simulation: Simulation) => (id: string) =>
  !simulation.wasRestored() && !simulation.rongCloud.lostEarly.has(id);

/** An ACTIVE room can be looked up and joined, and is then at RongCloud; any other cannot. */
async function demandUsable(
  simulation: Simulation,
  id: number,
  isActive: boolean,
  mustBeThere: (id: string) => boolean,
): Promise<void> {
  const query = simulation.request(0, { command: 'query', user: 'student1', id });
  await simulation.finish(query);
  // Nobody can kick an admin.
  const join = simulation.request(0, { command: 'join', user: 'admin1', id });
  await simulation.finish(join);
  const state = `${id} is ${isActive ? '' : 'not '}ACTIVE`;
  demand((join.code === 'OK') === isActive, `I7: ${state}, join: ${join.code}`);
  demand((query.code === 'OK') === isActive, `I1: ${state}, query: ${query.code}`);
  if (!isActive || !mustBeThere(String(id))) return;
  const room = simulation.rongCloud.room(String(id));
  // If RongCloud creates a missing room on a join, it creates it without our settings.
  const isAsItWas =
    room?.settings.destroyMinutes === roomIdleMinutes ||
    simulation.rongCloud.behaviour.joinUnknown === 'creates';
  demand(room !== undefined && isAsItWas, `I7: ${id} is not at RongCloud as it was`);
  await demandKickedOut(simulation, id);
  if (simulation.hasControls(id)) simulation.controls.demandSame(id);
}

/** Blocked users may not join, and everybody else may. */
async function demandKickedOut(simulation: Simulation, id: number): Promise<void> {
  const ofRoom = simulation.database.rows('sanctions').filter(({ chatroomId }) => chatroomId === id);
  for (const { username, blockedUntil = 0 } of ofRoom) {
    const isOut = Number(blockedUntil) > simulation.clock.now();
    const join = simulation.request(0, { command: 'join', user: String(username), id });
    await simulation.finish(join);
    const isRight = join.code === (isOut ? 'NOT_ALLOWED' : 'OK');
    demand(isRight, `kick: ${username} is ${isOut ? '' : 'not '}blocked in ${id}, join: ${join.code}`);
  }
}

/** Without faults, exactly one of the callers of a missing room recreates it. */
function demandOneRecreation({ recreated, rongCloud }: Simulation): void {
  for (const [id, times] of recreated)
    demand(times <= rongCloud.timesLost(id), `recreate: ${id} was recreated ${times} times`);
}
