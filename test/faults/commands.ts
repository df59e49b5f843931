import fc from 'fast-check';
import { callers, courses, creatorOf } from './accounts.ts';
import { controlSteps } from './control-commands.ts';
import type { DynamoDbFault } from './dynamodb-fault.ts';
import { databaseFault, rongCloudFault } from './fault-mix.ts';
import { loginSteps } from './login-commands.ts';
import type { Kill } from './simulation/process.ts';
import type { RongCloudFault } from './simulation/rongcloud.ts';
import {
  caller,
  command,
  ended,
  endRoom,
  goOn,
  idleMs,
  onward,
  process,
  roomAt,
  type Step,
  which,
} from './step.ts';

/** After this long a create that nobody finished is given up. */
const leaseMs = 36_000;

const create = fc
  .record({ process, course: fc.constantFrom(...courses), onward })
  .map((it) =>
    command(`Create(${JSON.stringify(it)})`, (simulation) =>
      goOn(
        simulation,
        simulation.request(it.process, { command: 'create', user: creatorOf(it.course), course: it.course }),
        it.onward,
      ),
    ),
  );

/** A library that repeats its GET, or two at once. */
const repeatCreate = fc
  .record({ times: fc.integer({ min: 2, max: 3 }), course: fc.constantFrom(...courses), onward })
  .map((it) =>
    command(`RepeatCreate(${JSON.stringify(it)})`, async (simulation) => {
      const { course } = it;
      for (let time = 0; time < it.times; time += 1) {
        const call = simulation.request(time, { command: 'create', user: creatorOf(course), course });
        if (time === it.times - 1) await goOn(simulation, call, it.onward);
      }
    }),
  );

const createAll = fc.record({ onward }).map((it) =>
  command(`CreateAll(${JSON.stringify(it)})`, async (simulation) => {
    for (const [index, course] of courses.entries()) {
      const call = simulation.request(index, { command: 'create', user: creatorOf(course), course });
      if (index === courses.length - 1) await goOn(simulation, call, it.onward);
    }
  }),
);

/** Repeats a create that died just before the reconciler ends it. */
const repeatLate = fc
  .record({
    course: fc.constantFrom(...courses),
    callsBefore: fc.integer({ min: 6, max: 12 }),
    steps: fc.nat(6),
    onward,
  })
  .map((it) =>
    command(`RepeatLate(${JSON.stringify(it)})`, async (simulation) => {
      const request = { command: 'create', user: creatorOf(it.course), course: it.course } as const;
      simulation.processAt(0).arm({ callsBefore: it.callsBefore, effect: 'done' });
      await simulation.finish(simulation.request(0, request));
      await simulation.finish(simulation.reconcile(1));
      await simulation.driver.passTime(leaseMs);
      simulation.reconcile(1);
      await simulation.driver.steps(it.steps);
      await goOn(simulation, simulation.request(2, request), it.onward);
    }),
  );

const roomCommand = (kind: 'join' | 'query' | 'destroy') =>
  fc
    .record({ process, user: caller, which, onward })
    .map((it) =>
      command(`${kind}(${JSON.stringify(it)})`, (simulation) =>
        goOn(
          simulation,
          simulation.request(it.process, { command: kind, user: it.user, id: roomAt(simulation, it.which) }),
          it.onward,
        ),
      ),
    );

/** A class returns to a room that RongCloud ended as idle or an operator ended in the console. */
const joinMissing = fc.record({ times: fc.integer({ min: 2, max: 5 }), which, ended, onward }).map((it) =>
  command(`JoinMissing(${JSON.stringify(it)})`, async (simulation) => {
    const id = roomAt(simulation, it.which);
    await endRoom(simulation, id, it.ended);
    for (let time = 0; time < it.times; time += 1) {
      const call = simulation.request(time, {
        command: 'join',
        user: callers[time % callers.length] ?? '',
        id,
      });
      if (time === it.times - 1) await goOn(simulation, call, it.onward);
    }
  }),
);

const destroyByOwner = fc.record({ process, which, onward }).map((it) =>
  command(`DestroyByOwner(${JSON.stringify(it)})`, (simulation) => {
    const id = roomAt(simulation, it.which);
    const user = simulation.model.rooms.get(id)?.owner ?? 'admin1';
    return goOn(simulation, simulation.request(it.process, { command: 'destroy', user, id }), it.onward);
  }),
);

const loseRoom = which.map((index) =>
  command(`LoseRoom(${index})`, async (simulation) => simulation.loseRoom(roomAt(simulation, index))),
);

const idle = fc.constant(command('Idle', (simulation) => simulation.driver.passTime(idleMs)));

/** Times around the ends of leases and windows. */
const tick = fc
  .constantFrom(200, 1_500, 9_000, 13_000, 20_000, 34_000, 36_000, 60_000, 61_000, 91_000, 121_000)
  .map((ms) => command(`Tick(${ms})`, (simulation) => simulation.driver.passTime(ms)));

const settle = fc.constant(command('Settle', (simulation) => simulation.settle()));

const reconcile = fc
  .record({ process, onward })
  .map((it) =>
    command(`Reconcile(${JSON.stringify(it)})`, (simulation) =>
      goOn(simulation, simulation.reconcile(it.process), it.onward),
    ),
  );

const snapshot = fc.constant(
  command('Snapshot', async (simulation, memory) => {
    memory.snapshot = simulation.snapshot();
  }),
);

const restore = fc.constant(
  command('Restore', async (simulation, memory) => {
    if (memory.snapshot === undefined) return;
    await simulation.settle();
    await simulation.driver.passTime(600_000);
    simulation.restore(memory.snapshot);
  }),
);

type Armed = { database: DynamoDbFault } | { rows: DynamoDbFault } | { rongCloud: RongCloudFault };

const armFault = fc
  .record({
    fault: fc.oneof<fc.Arbitrary<Armed>[]>(
      fc.record({ database: databaseFault }),
      fc.record({ rows: databaseFault }),
      fc.record({ rongCloud: rongCloudFault }),
    ),
    callsBefore: fc.nat(6),
  })
  .map(({ fault, callsBefore }) =>
    command(`ArmFault(${JSON.stringify(fault)}, after ${callsBefore} calls)`, async ({ armed }) => {
      if ('database' in fault) armed.database.push({ fault: fault.database, callsBefore });
      else if ('rows' in fault) armed.rows.push({ fault: fault.rows, callsBefore: callsBefore % 3 });
      else armed.rongCloud.push({ fault: fault.rongCloud, callsBefore });
    }),
  );

const kill = fc
  .record({
    process,
    callsBefore: fc.nat(9),
    effect: fc.constantFrom<Kill['effect'][]>('none', 'done', 'late'),
  })
  .map(({ process: index, ...armed }) =>
    command(`Kill(${index}, ${JSON.stringify(armed)})`, async (simulation) =>
      simulation.processAt(index).arm(armed),
    ),
  );

type Weighted = readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Step>])[];

/** Rooms come and go. */
const ofRooms: Weighted = [
  [5, create],
  [3, repeatCreate],
  [1, createAll],
  [2, repeatLate],
  [5, roomCommand('join')],
  [4, roomCommand('query')],
  [2, roomCommand('destroy')],
  [4, destroyByOwner],
  [6, joinMissing],
  ...loginSteps,
  [1, loseRoom],
  [1, idle],
  [6, tick],
  [4, settle],
  [5, reconcile],
  [1, snapshot],
  [1, restore],
  [4, armFault],
  [2, kill],
];

/** A class is held in one or two rooms. */
const ofClasses: Weighted = [
  ...controlSteps,
  [1, create],
  [3, roomCommand('join')],
  [1, destroyByOwner],
  [4, joinMissing],
  [1, loseRoom],
  [4, tick],
  [2, settle],
  [3, reconcile],
  [1, snapshot],
  [1, restore],
  [4, armFault],
  [2, kill],
];

const maxCommands = 24;

/** fast-check draws evenly, so a more frequent command is listed more often. */
const commandsOf = (weighted: Weighted) =>
  fc.commands(
    weighted.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary)),
    { maxCommands, size: 'max' },
  );

export const histories = fc.oneof(
  { arbitrary: commandsOf(ofRooms), weight: 2 },
  { arbitrary: commandsOf(ofClasses), weight: 1 },
);
