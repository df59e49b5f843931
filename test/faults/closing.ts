import { courses, creatorOf } from './accounts.ts';
import { Violation } from './model.ts';
import type { World } from './world.ts';

const demand = (holds: boolean, detail: string) => {
  if (!holds) throw new Violation(detail);
};

/** Long enough for the last late call, for a lease and for both destroys of a room that is given up. */
const quietMinutes = 5;

/**
 * What must hold once faults have stopped and the reconciler has had its runs: both sides agree, nothing is left
 * half done, and every room can be used or is gone for good.
 */
export async function close(world: World): Promise<void> {
  const { driver, database, rongCloud, model } = world;
  world.calmDown();
  await world.settle();
  const wasCalm = !world.isDisturbed();
  world.startAnew();
  for (let minute = 0; minute < quietMinutes; minute += 1) {
    await driver.passTime(60_000);
    await world.finish(world.reconcile(0));
  }

  const rows = database.rows('chatrooms');
  const inState = (...states: string[]) => rows.filter(({ state }) => states.includes(String(state)));
  const halfDone = inState('CREATING', 'DESTROYING');
  demand(halfDone.length === 0, `I6: ${halfDone.map((row) => `${row.chatroomId} ${row.state}`)} is left`);

  const active = new Set(inState('ACTIVE').map(({ chatroomId }) => String(chatroomId)));
  const lost = rongCloud.lostRooms();
  for (const id of rongCloud.rooms())
    demand(active.has(id) || world.orphans.has(id), `I4: ${id} is alive at RongCloud alone`);
  for (const id of active)
    demand(
      rongCloud.room(id) !== undefined || lost.has(id) || world.wasRestored(),
      `I4: RongCloud lacks ${id}`,
    );
  if (wasCalm && !world.wasRestored()) demandOneHeal(world);
  demandSoundCounters(world, wasCalm && !world.wasRestored() && !world.hadDatabaseFaults());

  const known = [...model.rooms].filter(([, { knownSince }]) => knownSince !== undefined).map(([id]) => id);
  for (const id of new Set([...known, ...rows.map(({ chatroomId }) => Number(chatroomId))])) {
    const query = world.request(0, { command: 'query', user: 'student1', id });
    await world.finish(query);
    const join = world.request(0, { command: 'join', user: 'student1', id });
    await world.finish(join);
    const isActive = active.has(String(id));
    demand(
      (join.code === 'OK') === isActive,
      `I7: ${id} is ${isActive ? '' : 'not '}ACTIVE, join: ${join.code}`,
    );
    demand(
      (query.code === 'OK') === isActive,
      `I1: ${id} is ${isActive ? '' : 'not '}ACTIVE, query: ${query.code}`,
    );
    // Where RongCloud makes a missing room for whoever joins it, it makes it its own way.
    if (isActive && rongCloud.behaviour.joinUnknown === 'refused') {
      demand(rongCloud.room(String(id))?.settings.destroyMinutes === 10_080, `I7: ${id} is not as it was`);
    }
  }

  const highest = Math.max(0, ...rows.map(({ chatroomId }) => Number(chatroomId)), ...known);
  const [course] = courses;
  await driver.passTime(200_000);
  const last = world.request(0, { command: 'create', user: creatorOf(course), course });
  await world.finish(last);
  const newest = Math.max(...database.rows('chatrooms').map(({ chatroomId }) => Number(chatroomId)));
  demand(last.code === 'OK' && newest > highest, `I2: ${newest} follows ${highest}`);
  world.check();
}

/** The SDK sends a count at most this often. */
const maxSent = 3;
/** Of a user on one network: the bucket of a day gets one token back in this time. */
const dayRefillMs = 15 * 60_000;

/** A right password is never counted as a failure, a wrong one at least not more often than it was sent. */
function demandSoundCounters({ database, logins, clock }: World, isExact: boolean): void {
  const failuresOf = ({ day }: Readonly<Record<string, unknown>>) =>
    typeof day === 'number' ? Math.ceil((day - clock.now()) / dayRefillMs) : 0;
  const counted = database.rows('attempts').map(failuresOf);
  const sum = counted.reduce((total, failures) => total + Math.max(0, failures), 0);
  demand(sum <= logins.wrong * maxSent, `I11: ${sum} counted for ${logins.wrong} wrong logins`);
  const left = database.rows('attempts').filter(({ underWay }) => underWay !== undefined);
  demand(!isExact || left.length === 0, `I11: ${left.length} items with attempts under way`);
}

/** Where nothing failed, one of those who come to a lost room makes it again, and no other. */
function demandOneHeal({ heals, rongCloud }: World): void {
  for (const [id, times] of heals)
    demand(times <= rongCloud.timesLost(id), `heal: ${id} was made again ${times} times`);
}
