import { creatorOf } from '../accounts.ts';
import type { Open } from '../calls.ts';
import type { ControlCommand, Request } from '../requests.ts';
import { roomIdleMinutes } from '../simulation/process.ts';
import type { World } from '../world.ts';

/** The work in progress when process 0 dies. Other processes may work at the same time. */
export interface Scenario {
  readonly name: string;
  /** @returns the id of the room that it is about; 0 before its create. */
  readonly prepare: (world: World) => Promise<number>;
  /** Begins what process 0 dies in first. */
  readonly run: (world: World, id: number) => readonly Open[];
  /** The caller's retry; absent if the next run of the reconciler continues. */
  readonly retry?: (world: World, id: number) => Open;
}

const course = 'teacher1/1/A';
const teacher = creatorOf(course);
const minuteMs = 60_000;

const create = (world: World, process = 0) =>
  world.request(process, { command: 'create', user: teacher, course });
const join = (world: World, id: number, process = 0) =>
  world.request(process, { command: 'join', user: 'student1', id });
const destroy = (world: World, id: number) => world.request(0, { command: 'destroy', user: teacher, id });

type Control = Pick<Request, 'isSilent' | 'users' | 'target' | 'minutes' | 'text'> & {
  readonly command: ControlCommand;
};
const control = (world: World, id: number, control: Control, process = 0) =>
  world.request(process, { ...control, user: teacher, id });
const silence: Control = { command: 'silence', isSilent: true, users: ['student1'] };
const kick: Control = { command: 'kick', target: 'teacher2', minutes: 60 };

const newestId = ({ database }: World) => Number(database.row('counters', 'chatroomId')?.last ?? 0);

async function created(world: World): Promise<number> {
  await world.finish(create(world, 1));
  return newestId(world);
}

/** A create of process 1 whose process dies at its last call. */
async function createThatDied(world: World, callsBefore: number): Promise<void> {
  world.processAt(1).arm({ callsBefore, effect: 'none' });
  await world.finish(create(world, 1));
}

async function reconciled(world: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.finish(world.reconcile(1));
    await world.driver.passTime(minuteMs);
  }
}

async function endedAsIdle(world: World): Promise<number> {
  const id = await created(world);
  await world.driver.passTime((roomIdleMinutes + 1) * minuteMs);
  return id;
}

async function endedInConsole(world: World): Promise<number> {
  const id = await created(world);
  world.loseRoom(id);
  return id;
}

async function oldButAlive(world: World): Promise<number> {
  const id = await created(world);
  await world.driver.passTime((roomIdleMinutes - 5) * minuteMs);
  return id;
}

/** A room with controls, which RongCloud has ended. */
async function controlledAndEnded(world: World): Promise<number> {
  const id = await created(world);
  for (const one of [silence, kick]) await world.finish(control(world, id, one, 1));
  world.loseRoom(id);
  return id;
}

/** Controls that RongCloud has not taken. */
async function withControlsDue(world: World): Promise<number> {
  const id = await created(world);
  for (const one of [silence, kick]) {
    world.processAt(1).arm({ callsBefore: 4, effect: 'done' });
    await world.finish(control(world, id, one, 1));
  }
  await world.driver.passTime(2 * minuteMs);
  return id;
}

const controls = (what: Control) => ({
  run: (world: World, id: number) => [control(world, id, what)],
  retry: (world: World, id: number) => control(world, id, what),
});

const creates = { run: (world: World) => [create(world)], retry: (world: World) => create(world) };
const joins = {
  run: (world: World, id: number) => [join(world, id)],
  retry: (world: World, id: number) => join(world, id),
};
const reconciles = { run: (world: World) => [world.reconcile(0)] };

export const scenarios: readonly Scenario[] = [
  { name: 'create', prepare: async () => 0, ...creates },
  {
    name: 'create after one that died before its row',
    prepare: async (world) => {
      await createThatDied(world, 6);
      return 0;
    },
    ...creates,
  },
  {
    name: 'create while another process does the same',
    prepare: async () => 0,
    run: (world) => [create(world), create(world, 1)],
    retry: (world) => create(world),
  },
  {
    name: 'create after its room was destroyed',
    prepare: async (world) => {
      await world.finish(destroy(world, await created(world)));
      return 0;
    },
    ...creates,
  },
  {
    name: 'destroy',
    prepare: created,
    run: (world, id) => [destroy(world, id)],
    retry: (world, id) => destroy(world, id),
  },
  { name: 'join', prepare: created, ...joins },
  { name: 'join of an old room', prepare: oldButAlive, ...joins },
  { name: 'join of a room that was ended as idle', prepare: endedAsIdle, ...joins },
  { name: 'join of a room that was ended in the console', prepare: endedInConsole, ...joins },
  {
    name: 'joins of two processes to a room that was ended as idle',
    prepare: endedAsIdle,
    run: (world, id) => [join(world, id), join(world, id, 1)],
    retry: joins.retry,
  },
  {
    name: 'reconcile: a create that died',
    prepare: async (world) => {
      await createThatDied(world, 6);
      await reconciled(world, 1);
      return 0;
    },
    ...reconciles,
  },
  {
    name: 'reconcile: the last destroy',
    prepare: async (world) => {
      const id = await created(world);
      await world.finish(destroy(world, id));
      await world.driver.passTime(2 * minuteMs);
      return id;
    },
    ...reconciles,
  },
  {
    name: 'reconcile: a destroy for which RongCloud is too busy',
    prepare: async (world) => {
      const id = await created(world);
      await world.finish(destroy(world, id));
      await world.driver.passTime(2 * minuteMs);
      world.armed.rongCloud.push({ fault: { name: 'rate-limited' }, callsBefore: 0 });
      return id;
    },
    ...reconciles,
  },
  { name: 'silence', prepare: created, ...controls(silence) },
  { name: 'silence of a room that was ended in the console', prepare: endedInConsole, ...controls(silence) },
  { name: 'kick', prepare: created, ...controls(kick) },
  {
    name: 'assistants of a silenced room',
    prepare: async (world) => {
      const id = await created(world);
      await world.finish(control(world, id, silence, 1));
      return id;
    },
    ...controls({ command: 'assistants', users: ['teacher2'] }),
  },
  { name: 'announce', prepare: created, ...controls({ command: 'announce', text: 'Page 7' }) },
  {
    name: 'join of a room with controls that was ended in the console',
    prepare: controlledAndEnded,
    ...joins,
  },
  {
    name: 'silence while another process recreates the room',
    prepare: controlledAndEnded,
    run: (world, id) => [control(world, id, { ...silence, isSilent: false }), join(world, id, 1)],
    retry: (world, id) => control(world, id, { ...silence, isSilent: false }),
  },
  { name: 'reconcile: controls that RongCloud has not taken', prepare: withControlsDue, ...reconciles },
  { name: 'reconcile: an active room that RongCloud lacks', prepare: endedInConsole, ...reconciles },
];
