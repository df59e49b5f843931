import type { Scheduler } from 'fast-check';
import { adminNames, userItems } from './accounts.ts';
import { createCalls, type Open } from './calls.ts';
import { createControlsWatch } from './controls-watch.ts';
import type { FaultMix } from './fault-mix.ts';
import { createModel } from './model.ts';
import { rowLives } from './row-life.ts';
import { seededRandom } from './seeded-random.ts';
import { simulatedClock } from './simulation/clock.ts';
import { createDriver } from './simulation/driver.ts';
import { memoryDynamoDb, type Snapshot } from './simulation/dynamodb.ts';
import { type ArmedFaults, faultyWire, type WireMeans } from './simulation/faulty-wire.ts';
import { type SimulatedProcess, startProcess } from './simulation/process.ts';
import { simulatedRongCloud, type UpstreamCall } from './simulation/rongcloud.ts';
import type { Shadow } from './simulation/shadow.ts';
import { unplugAll } from './simulation/wire.ts';
import { tally } from './tally.ts';
import { createWatch, inspectLog } from './watch.ts';

const startAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const repeatWindowMs = 120_000;
const processes = 3;
/** The runbook raises the counter by far more; a history is short. */
const raisedByRestore = 10;

export interface SimulationOptions {
  readonly mix: FaultMix;
  readonly scheduler: Scheduler;
  /** The initial content of the tables. @default empty */
  readonly before?: Snapshot;
  /** A real DynamoDB that receives the same operations, to compare results. */
  readonly shadow?: Shadow | undefined;
}

export type Simulation = ReturnType<typeof createSimulation>;

const roomsIn = ({ form }: UpstreamCall) => form.getAll('chatroomId');

/** The service in three processes, with its tables, RongCloud, callers and checks. */
export function createSimulation({ mix, scheduler, before, shadow }: SimulationOptions) {
  const random = seededRandom(mix.seed);
  const clock = simulatedClock(startAt);
  const driver = createDriver(scheduler, clock);
  const watch = createWatch();
  const lives = rowLives(clock.now);
  const open = new Set<Open>();
  const armed: ArmedFaults = { database: [], rows: [], rongCloud: [] };
  const orphans = new Set<string>();
  const recreated = new Map<string, number>();
  let currentMix = mix;
  let wasRestored = false;
  let hadDatabaseFaults = false;

  const model = createModel({
    now: clock.now,
    isDisturbed: watch.isDisturbed,
    repeatWindowMs,
    admins: adminNames,
    isAccount: (username) => userItems.some((one) => one.username === username),
  });
  const database = memoryDynamoDb({
    onChange: ({ table, before: was, after }) => {
      if (table === 'chatrooms') {
        watch.observe(() => lives.changed(was, after));
        controls.changed({ table, before: was, after });
      }
      if (after?.counter === 'chatroomId') lives.handedOut(Number(after.last));
    },
    onExecuted: (operation, outcome) => shadow?.follow(operation, outcome),
  });
  const controls = createControlsWatch({ clock, database, model, rongCloud: () => rongCloud });
  if (before !== undefined) database.restore(before);
  for (const item of userItems) database.put('users', item);
  shadow?.set(database.snapshot());

  const rongCloud = simulatedRongCloud({
    clock,
    behaviour: mix.behaviour,
    onEffect: (call) => {
      watch.observe(() => controls.carriedOut(call));
      for (const roomId of roomsIn(call)) lives.carriedOut(call.path, roomId);
    },
  });

  const means: WireMeans = {
    clock,
    random,
    database,
    rongCloud,
    mix: () => currentMix,
    armed,
    passThrough: driver.passThrough,
    onDisturbance: watch.disturb,
    onDatabaseCall: tally.databaseCall,
    onDatabaseFault: () => {
      hadDatabaseFaults = true;
    },
    onUpstreamCall: (call, trace) => {
      tally.rongCloudCall();
      watch.observe(() => controls.asked(call, trace));
      for (const roomId of roomsIn(call)) {
        const isRecreate = call.path.includes('create') && trace?.command === 'join';
        if (isRecreate) recreated.set(roomId, (recreated.get(roomId) ?? 0) + 1);
        watch.observe(() => lives.asked(call.path, roomId, database.row('chatrooms', Number(roomId))));
      }
    },
  };

  let started = 0;
  const start = (): SimulatedProcess => {
    started += 1;
    return startProcess({
      number: started,
      clock,
      random,
      serverJoin: mix.serverJoin,
      output: (entry) => watch.observe(() => inspectLog(entry)),
      wire: (self) => faultyWire(means, self),
      onKilled: (self) => {
        tally.fault('kill');
        watch.disturb();
        for (const one of open) if (one.process === self) open.delete(one);
      },
    });
  };
  const running = Array.from({ length: processes }, start);

  /** The process of this number, restarted if it was killed. */
  const processAt = (index: number): SimulatedProcess => {
    const found = running[index % processes];
    if (found !== undefined && !found.isKilled()) return found;
    const restarted = start();
    running[index % processes] = restarted;
    return restarted;
  };

  const isSchoolKnown = before !== undefined;
  const isTrusted = (id: string) =>
    database.row('chatrooms', Number(id))?.state === 'ACTIVE' && !wasRestored && !rongCloud.lostEarly.has(id);
  /** A restored row may be older than the sanctions, which are not restored with it. */
  const hasControls = (id: number) => !wasRestored && !rongCloud.isMadeByJoin(String(id));
  const calls = createCalls({
    clock,
    watch,
    model,
    rongCloud,
    open,
    processAt,
    isSchoolKnown,
    isTrusted,
    controls,
    hasControls,
  });

  return {
    ...calls,
    clock,
    model,
    controls,
    database,
    rongCloud,
    driver,
    armed,
    check: watch.check,
    isDisturbed: watch.isDisturbed,
    wasRestored: () => wasRestored,
    hasControls,
    hadDatabaseFaults: () => hadDatabaseFaults,
    /** Rooms of which a restore left RongCloud's half alone. */
    orphans,
    /** How often each room was recreated. */
    recreated,
    processAt,

    /** Until every call has been answered. */
    settle: async () => {
      await driver.until(() => open.size === 0);
      watch.check();
    },
    /** Until this call has been answered, or its process is dead. */
    finish: async (one: Open) => {
      await driver.until(() => one.isOver || !open.has(one));
      watch.check();
    },

    /** Somebody ends a room in RongCloud's console: a call of this moment may fail. */
    loseRoom: (id: number) => {
      if (open.size > 0) watch.disturb();
      rongCloud.loseRoom(String(id));
    },

    snapshot: database.snapshot,

    /**
     * A point-in-time restore as the runbook has it: a quiet service, the old tables, a counter well ahead, no notes.
     */
    restore: (snapshot: Snapshot) => {
      const rowsBefore = new Map(database.rows('chatrooms').map((row) => [Number(row.chatroomId), row]));
      const counter = database.row('counters', 'chatroomId');
      const sanctions = database.snapshot().get('sanctions') ?? new Map();
      const restored = [...snapshot].filter(([table]) => table !== 'creations');
      database.restore(new Map([...restored, ['sanctions', sanctions]]));
      if (counter !== undefined)
        database.put('counters', { ...counter, last: Number(counter.last) + raisedByRestore });
      shadow?.set(database.snapshot());
      wasRestored = true;
      tally.fault('restore of a snapshot');
      lives.forget();
      controls.forget();
      const isSettled = (id: number) => rowsBefore.get(id) === database.row('chatrooms', id);
      for (const id of rowsBefore.keys()) if (!isSettled(id)) orphans.add(String(id));
      model.restored(isSettled);
    },

    /** From here on there are no faults. */
    calmDown: () => {
      currentMix = { ...currentMix, database: [], rongCloud: [] };
      armed.database.length = 0;
      armed.rows.length = 0;
      armed.rongCloud.length = 0;
    },
    /** Starts a process with empty caches; from here on no violation is excused by a fault. */
    restart: () => {
      running[0] = start();
      watch.excuseNothing();
    },
    end: unplugAll,
  };
}
