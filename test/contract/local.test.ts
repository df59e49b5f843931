import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startLocalWorld } from '../support/world.ts';
import { wholeContract } from './whole.ts';

/** Held against the service of this machine; with today's cost of a password against the artefact. */
wholeContract(async (variables) => {
  const clock = manualClock(Date.now());
  const world = await startLocalWorld({ clock, variables, passwordCost: cheapPasswordCost });
  return { ...world, call: (path, init) => lettingTimePass(clock, world.call(path, init)) };
});
