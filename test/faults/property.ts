import fc from 'fast-check';
import { close } from './closing.ts';
import { histories } from './commands.ts';
import { faultMix } from './fault-mix.ts';
import { createWorld } from './world.ts';

/** Every history: its own mix of faults, its commands, its order among calls that are under way at once; then the closing checks. */
export const noHistoryBreaksAPromise = fc.asyncProperty(
  faultMix,
  histories,
  fc.scheduler(),
  async (mix, commands, scheduler) => {
    const world = createWorld(mix, scheduler);
    try {
      await fc.asyncModelRun(() => ({ model: { snapshot: undefined }, real: world }), commands);
      await close(world);
    } finally {
      world.end();
    }
  },
);
