import fc from 'fast-check';
import { callers } from './accounts.ts';
import type { Request } from './requests.ts';
import type { Simulation } from './simulation.ts';
import { caller, command, ended, endRoom, goOn, onward, process, roomAt, type Step, which } from './step.ts';

type Control = Omit<Request, 'id' | 'user'>;

/** Nobody has this name. */
const unknown = 'nobody';

const pupils = fc.constantFrom('student1', 'teacher2');
const someone = fc.oneof(
  { arbitrary: pupils, weight: 8 },
  { arbitrary: fc.constantFrom(...callers, unknown), weight: 1 },
);
const users = fc.uniqueArray(someone, { maxLength: 2 });
/** The shortest and the longest, and one that a tick does not end. */
const minutes = fc.constantFrom(0, 1, 60, 43_200);
const text = fc.constantFrom('', 'Page 7', 'Page 8');

const of = <Name extends Request['command']>(name: Name) => fc.constant(name);
const silence = fc.record({ command: of('silence'), isSilent: fc.boolean(), users });
const mute = fc.record({ command: of('mute'), target: someone, minutes });
const kick = fc.record({ command: of('kick'), target: someone, minutes });
const assistants = fc.record({ command: of('assistants'), users });
const announce = fc.record({ command: of('announce'), text });
const control: fc.Arbitrary<Control> = fc.oneof(silence, mute, kick, kick, assistants, announce);

/** Most callers are allowed to make the call. */
const by = fc.oneof(
  { arbitrary: fc.constant('owner' as const), weight: 5 },
  { arbitrary: caller, weight: 2 },
);

const callerOf = (simulation: Simulation, id: number, who: string) =>
  who === 'owner' ? (simulation.model.rooms.get(id)?.owner ?? 'admin1') : who;

/** A room that was created, however late; a call about another shows little. */
function classAt(simulation: Simulation, index: number): number {
  const ids = [...simulation.model.rooms].filter(([, { owner }]) => owner !== undefined).map(([id]) => id);
  return index < 0 || ids.length === 0 ? roomAt(simulation, index) : (ids.at(-1 - (index % ids.length)) ?? 1);
}

const moderate = (arbitrary: fc.Arbitrary<Control>) =>
  fc.record({ process, control: arbitrary, by, which, onward }).map((it) =>
    command(`Moderate(${JSON.stringify(it)})`, (simulation) => {
      const id = classAt(simulation, it.which);
      const call = simulation.request(it.process, {
        ...it.control,
        id,
        user: callerOf(simulation, id, it.by),
      });
      return goOn(simulation, call, it.onward);
    }),
  );

/** Two settings of one kind, one right after the other or both at once. */
const change = (arbitrary: fc.Arbitrary<Control>) =>
  fc.record({ controls: fc.tuple(arbitrary, arbitrary), which, first: onward, onward }).map((it) =>
    command(`Change(${JSON.stringify(it)})`, async (simulation) => {
      const id = classAt(simulation, it.which);
      const user = callerOf(simulation, id, 'owner');
      const [one, other] = it.controls;
      await goOn(simulation, simulation.request(0, { ...one, id, user }), it.first);
      await goOn(simulation, simulation.request(1, { ...other, id, user }), it.onward);
    }),
  );

const sanctions = fc
  .record({
    command: fc.constantFrom('mute', 'kick'),
    target: pupils,
    times: fc.constantFrom([60, 1], [43_200, 1], [60, 0], [0, 60], [1, 60]),
  })
  .map(
    ({ command, target, times: [first, second] }): Pair => [
      { command, target, minutes: Number(first) },
      { command, target, minutes: Number(second) },
    ],
  );
const silences = fc.boolean().map(
  (isSilent): Pair => [
    { command: 'silence', isSilent },
    { command: 'silence', isSilent: !isSilent },
  ],
);
type Pair = readonly [Control, Control];

/** Faults of the first or the second of two settings. */
const troubles = {
  'the first is written late': (simulation: Simulation, callsBefore: number) =>
    simulation.armed.database.push({ fault: { name: 'commit-delayed', delayMs: 2_000 }, callsBefore }),
  'the first reaches RongCloud late': ({ armed }: Simulation) => {
    const late = { fault: { name: 'late-effect', lateMs: 50_000 }, callsBefore: 0 } as const;
    armed.rongCloud.push({ ...late }, { ...late });
  },
  'the second does not reach RongCloud': ({ armed }: Simulation) => {
    const down = { fault: { name: 'server-error' }, callsBefore: 0 } as const;
    armed.rongCloud.push({ ...down }, { ...down });
  },
  'the second dies': (simulation: Simulation, callsBefore: number) =>
    simulation.processAt(1).arm({ callsBefore, effect: 'done' }),
};
type Trouble = keyof typeof troubles;

/** One setting two times, with trouble, and the reconciler some time later. */
const changeInTrouble = fc
  .record({
    pair: fc.oneof(sanctions, silences),
    trouble: fc.constantFrom(...(Object.keys(troubles) as Trouble[])),
    callsBefore: fc.integer({ min: 1, max: 4 }),
    which,
    afterMs: fc.constantFrom(2_000, 121_000),
  })
  .map((it) =>
    command(`ChangeInTrouble(${JSON.stringify(it)})`, async (simulation) => {
      const id = classAt(simulation, it.which);
      const user = callerOf(simulation, id, 'owner');
      const [first, second] = it.pair;
      const strike = () => troubles[it.trouble](simulation, it.callsBefore);
      if (it.trouble.startsWith('the first')) strike();
      await simulation.finish(simulation.request(0, { ...first, id, user }));
      if (it.trouble.startsWith('the second')) strike();
      await simulation.finish(simulation.request(1, { ...second, id, user }));
      await simulation.driver.passTime(it.afterMs);
      await simulation.finish(simulation.reconcile(2));
    }),
  );

/** A room is destroyed while its controls are due, and the index still says so. */
const destroyWhileDue = fc.record({ control: fc.oneof(sanctions, silences), which }).map((it) =>
  command(`DestroyWhileDue(${JSON.stringify(it)})`, async (simulation) => {
    const id = classAt(simulation, it.which);
    const user = callerOf(simulation, id, 'owner');
    troubles['the second does not reach RongCloud'](simulation);
    await simulation.finish(simulation.request(0, { ...it.control[0], id, user }));
    await simulation.driver.passTime(2_000);
    await simulation.finish(simulation.request(0, { command: 'destroy', id, user }));
    // The reconciler's third call asks the index.
    simulation.armed.database.push({ fault: { name: 'stale-read', versionsBehind: 1 }, callsBefore: 2 });
    await simulation.finish(simulation.reconcile(1));
  }),
);

/** RongCloud answers each of the calls that recreate a room, but slowly. */
function slowDown({ armed }: Simulation): void {
  const slow = { fault: { name: 'reply-delayed', delayMs: 2_000 }, callsBefore: 0 } as const;
  for (let calls = 0; calls < 6; calls += 1) armed.rongCloud.push({ ...slow });
}

/** A class goes on in a room that RongCloud has ended; whoever recreates it may die. */
const moderateMissing = fc
  .record({
    before: control,
    after: control,
    which,
    ended,
    diesAfterCalls: fc.option(fc.integer({ min: 1, max: 9 })),
    isSlow: fc.constantFrom(true, false, false, false),
    joins: onward,
    onward,
  })
  .map((it) =>
    command(`ModerateMissing(${JSON.stringify(it)})`, async (simulation) => {
      const id = classAt(simulation, it.which);
      const user = callerOf(simulation, id, 'owner');
      await simulation.finish(simulation.request(0, { ...it.before, id, user }));
      await endRoom(simulation, id, it.ended);
      const { diesAfterCalls: callsBefore } = it;
      if (callsBefore !== null) simulation.processAt(1).arm({ callsBefore, effect: 'done' });
      if (it.isSlow) slowDown(simulation);
      await goOn(simulation, simulation.request(1, { command: 'join', user: 'student1', id }), it.joins);
      await goOn(simulation, simulation.request(2, { ...it.after, id, user }), it.onward);
    }),
  );

export const controlSteps: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Step>])[] = [
  [4, moderate(silence)],
  [3, moderate(mute)],
  [4, moderate(kick)],
  [2, moderate(assistants)],
  [4, moderate(announce)],
  [1, change(silence)],
  [1, change(mute)],
  [1, change(kick)],
  [1, change(announce)],
  [6, changeInTrouble],
  [1, destroyWhileDue],
  [3, moderateMissing],
];
