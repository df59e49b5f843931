import fc from 'fast-check';
import { callers, courses, creatorOf } from './accounts.ts';
import { close } from './closing.ts';
import { histories } from './commands.ts';
import { type FaultMix, faultMix } from './fault-mix.ts';
import { Violation } from './model.ts';
import type { Snapshot } from './simulation/dynamodb.ts';
import type { Shadow } from './simulation/shadow.ts';
import { createWorld } from './world.ts';

const calm: FaultMix = { seed: 0, database: [], rongCloud: [], behaviour: {}, serverJoin: 'auto' };

/** The table in which every caller is known on the school's network, as after a first day of classes. */
async function afterFirstLogins(): Promise<Snapshot> {
  const [scheduler] = fc.sample(fc.scheduler(), 1);
  if (scheduler === undefined) throw new Error('no scheduler was drawn');
  const world = createWorld({ mix: calm, scheduler });
  for (const caller of callers) await world.finish(world.getToken(0, caller));
  world.end();
  return new Map([...world.snapshot()].filter(([table]) => table === 'attempts'));
}

const [course] = courses;
/** Made with the first history, so that a fault in a login is a violation like any other. */
let before: Promise<Snapshot> | undefined;

/**
 * Every history: its own mix of faults, its commands, its order among calls that are under way at once; then the
 * closing checks. With a shadow, DynamoDB is asked the same and must have answered the same.
 */
export const noHistoryBreaksAPromise = (shadow?: Shadow) =>
  fc.asyncProperty(faultMix, histories, fc.scheduler(), async (mix, commands, scheduler) => {
    before ??= afterFirstLogins();
    const world = createWorld({ mix, scheduler, before: await before, shadow });
    try {
      // Most commands are about a room; a history without one would show nothing.
      await world.finish(world.request(0, { command: 'create', user: creatorOf(course), course }));
      await fc.asyncModelRun(() => ({ model: { snapshot: undefined }, real: world }), commands);
      await close(world);
      const [difference] = (await shadow?.differences()) ?? [];
      if (difference !== undefined) throw new Violation(`the simulation differs: ${difference}`);
    } finally {
      world.end();
    }
  });
