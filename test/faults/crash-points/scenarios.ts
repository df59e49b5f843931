import { creatorOf } from '../accounts.ts';
import type { Open } from '../calls.ts';
import type { ControlCommand, Request } from '../requests.ts';
import { roomIdleMinutes } from '../simulation/process.ts';
import type { Simulation } from '../simulation.ts';

/** The work in progress when process 0 dies. Other processes may work at the same time. */
export interface Scenario {
  readonly name: string;
  /** @returns the id of the room that it is about; 0 before its create. */
  readonly prepare: (simulation: Simulation) => Promise<number>;
  /** Begins what process 0 dies in first. */
  readonly run: (simulation: Simulation, id: number) => readonly Open[];
  /** The caller's retry; absent if the next run of the reconciler continues. */
  readonly retry?: (simulation: Simulation, id: number) => Open;
}

const course = 'teacher1/1/A';
const teacher = creatorOf(course);
const minuteMs = 60_000;

const create = (simulation: Simulation, process = 0) =>
  simulation.request(process, { command: 'create', user: teacher, course });
const join = (simulation: Simulation, id: number, process = 0) =>
  simulation.request(process, { command: 'join', user: 'student1', id });
const destroy = (simulation: Simulation, id: number) =>
  simulation.request(0, { command: 'destroy', user: teacher, id });

type Control = Pick<Request, 'isSilent' | 'users' | 'target' | 'minutes' | 'text'> & {
  readonly command: ControlCommand;
};
const control = (simulation: Simulation, id: number, control: Control, process = 0) =>
  simulation.request(process, { ...control, user: teacher, id });
const silence: Control = { command: 'silence', isSilent: true, users: ['student1'] };
const kick: Control = { command: 'kick', target: 'teacher2', minutes: 60 };

const newestId = ({ database }: Simulation) => Number(database.row('counters', 'chatroomId')?.last ?? 0);

async function created(simulation: Simulation): Promise<number> {
  await simulation.finish(create(simulation, 1));
  return newestId(simulation);
}

/** A create of process 1 whose process dies at its last call. */
async function createThatDied(simulation: Simulation, callsBefore: number): Promise<void> {
  simulation.processAt(1).arm({ callsBefore, effect: 'none' });
  await simulation.finish(create(simulation, 1));
}

async function reconciled(simulation: Simulation, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await simulation.finish(simulation.reconcile(1));
    await simulation.driver.passTime(minuteMs);
  }
}

async function endedAsIdle(simulation: Simulation): Promise<number> {
  const id = await created(simulation);
  await simulation.driver.passTime((roomIdleMinutes + 1) * minuteMs);
  return id;
}

async function endedInConsole(simulation: Simulation): Promise<number> {
  const id = await created(simulation);
  simulation.loseRoom(id);
  return id;
}

async function oldButAlive(simulation: Simulation): Promise<number> {
  const id = await created(simulation);
  await simulation.driver.passTime((roomIdleMinutes - 5) * minuteMs);
  return id;
}

/** A room with controls, which RongCloud has ended. */
async function controlledAndEnded(simulation: Simulation): Promise<number> {
  const id = await created(simulation);
  for (const one of [silence, kick]) await simulation.finish(control(simulation, id, one, 1));
  simulation.loseRoom(id);
  return id;
}

/** Controls that RongCloud has not taken. */
async function withControlsDue(simulation: Simulation): Promise<number> {
  const id = await created(simulation);
  for (const one of [silence, kick]) {
    simulation.processAt(1).arm({ callsBefore: 4, effect: 'done' });
    await simulation.finish(control(simulation, id, one, 1));
  }
  await simulation.driver.passTime(2 * minuteMs);
  return id;
}

const controls = (what: Control) => ({
  run: (simulation: Simulation, id: number) => [control(simulation, id, what)],
  retry: (simulation: Simulation, id: number) => control(simulation, id, what),
});

const creates = {
  run: (simulation: Simulation) => [create(simulation)],
  retry: (simulation: Simulation) => create(simulation),
};
const joins = {
  run: (simulation: Simulation, id: number) => [join(simulation, id)],
  retry: (simulation: Simulation, id: number) => join(simulation, id),
};
const reconciles = { run: (simulation: Simulation) => [simulation.reconcile(0)] };

export const scenarios: readonly Scenario[] = [
  { name: 'create', prepare: async () => 0, ...creates },
  {
    name: 'create after one that died before its row',
    prepare: async (simulation) => {
      await createThatDied(simulation, 6);
      return 0;
    },
    ...creates,
  },
  {
    name: 'create while another process does the same',
    prepare: async () => 0,
    run: (simulation) => [create(simulation), create(simulation, 1)],
    retry: (simulation) => create(simulation),
  },
  {
    name: 'create after its room was destroyed',
    prepare: async (simulation) => {
      await simulation.finish(destroy(simulation, await created(simulation)));
      return 0;
    },
    ...creates,
  },
  {
    name: 'destroy',
    prepare: created,
    run: (simulation, id) => [destroy(simulation, id)],
    retry: (simulation, id) => destroy(simulation, id),
  },
  { name: 'join', prepare: created, ...joins },
  { name: 'join of an old room', prepare: oldButAlive, ...joins },
  { name: 'join of a room that was ended as idle', prepare: endedAsIdle, ...joins },
  { name: 'join of a room that was ended in the console', prepare: endedInConsole, ...joins },
  {
    name: 'joins of two processes to a room that was ended as idle',
    prepare: endedAsIdle,
    run: (simulation, id) => [join(simulation, id), join(simulation, id, 1)],
    retry: joins.retry,
  },
  {
    name: 'reconcile: a create that died',
    prepare: async (simulation) => {
      await createThatDied(simulation, 6);
      await reconciled(simulation, 1);
      return 0;
    },
    ...reconciles,
  },
  {
    name: 'reconcile: the last destroy',
    prepare: async (simulation) => {
      const id = await created(simulation);
      await simulation.finish(destroy(simulation, id));
      await simulation.driver.passTime(2 * minuteMs);
      return id;
    },
    ...reconciles,
  },
  {
    name: 'reconcile: a destroy for which RongCloud is too busy',
    prepare: async (simulation) => {
      const id = await created(simulation);
      await simulation.finish(destroy(simulation, id));
      await simulation.driver.passTime(2 * minuteMs);
      simulation.armed.rongCloud.push({ fault: { name: 'rate-limited' }, callsBefore: 0 });
      return id;
    },
    ...reconciles,
  },
  { name: 'silence', prepare: created, ...controls(silence) },
  { name: 'silence of a room that was ended in the console', prepare: endedInConsole, ...controls(silence) },
  { name: 'kick', prepare: created, ...controls(kick) },
  {
    name: 'assistants of a silenced room',
    prepare: async (simulation) => {
      const id = await created(simulation);
      await simulation.finish(control(simulation, id, silence, 1));
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
    run: (simulation, id) => [
      control(simulation, id, { ...silence, isSilent: false }),
      join(simulation, id, 1),
    ],
    retry: (simulation, id) => control(simulation, id, { ...silence, isSilent: false }),
  },
  { name: 'reconcile: controls that RongCloud has not taken', prepare: withControlsDue, ...reconciles },
  { name: 'reconcile: an active room that RongCloud lacks', prepare: endedInConsole, ...reconciles },
];
