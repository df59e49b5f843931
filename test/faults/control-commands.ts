import fc from 'fast-check';
import { callers } from './accounts.ts';
import type { Request } from './requests.ts';
import { caller, command, ended, endRoom, goOn, onward, process, roomAt, type Step, which } from './step.ts';
import type { World } from './world.ts';

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

/** Most calls come from somebody who may make them. */
const by = fc.oneof(
  { arbitrary: fc.constant('owner' as const), weight: 5 },
  { arbitrary: caller, weight: 2 },
);

const callerOf = (world: World, id: number, who: string) =>
  who === 'owner' ? (world.model.rooms.get(id)?.owner ?? 'admin1') : who;

/** A room that was created, however late; a call about another shows little. */
function classAt(world: World, index: number): number {
  const ids = [...world.model.rooms].filter(([, { owner }]) => owner !== undefined).map(([id]) => id);
  return index < 0 || ids.length === 0 ? roomAt(world, index) : (ids.at(-1 - (index % ids.length)) ?? 1);
}

const moderate = (arbitrary: fc.Arbitrary<Control>) =>
  fc.record({ process, control: arbitrary, by, which, onward }).map((it) =>
    command(`Moderate(${JSON.stringify(it)})`, (world) => {
      const id = classAt(world, it.which);
      const call = world.request(it.process, { ...it.control, id, user: callerOf(world, id, it.by) });
      return goOn(world, call, it.onward);
    }),
  );

/** Two settings of one kind, one right after the other or both at once. */
const change = (arbitrary: fc.Arbitrary<Control>) =>
  fc.record({ controls: fc.tuple(arbitrary, arbitrary), which, first: onward, onward }).map((it) =>
    command(`Change(${JSON.stringify(it)})`, async (world) => {
      const id = classAt(world, it.which);
      const user = callerOf(world, id, 'owner');
      const [one, other] = it.controls;
      await goOn(world, world.request(0, { ...one, id, user }), it.first);
      await goOn(world, world.request(1, { ...other, id, user }), it.onward);
    }),
  );

/** A class goes on in a room that RongCloud has ended. */
const moderateMissing = fc
  .record({ before: control, after: control, which, ended, joins: onward, onward })
  .map((it) =>
    command(`ModerateMissing(${JSON.stringify(it)})`, async (world) => {
      const id = classAt(world, it.which);
      const user = callerOf(world, id, 'owner');
      await world.finish(world.request(0, { ...it.before, id, user }));
      await endRoom(world, id, it.ended);
      await goOn(world, world.request(1, { command: 'join', user: 'student1', id }), it.joins);
      await goOn(world, world.request(2, { ...it.after, id, user }), it.onward);
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
  [3, moderateMissing],
];
