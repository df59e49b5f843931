import fc from 'fast-check';
import { courses, creatorOf } from './accounts.ts';
import { close } from './closing.ts';
import { histories } from './commands.ts';
import { faultMix } from './fault-mix.ts';
import { tablesAfterFirstLogins } from './first-logins.ts';
import { Violation } from './model.ts';
import type { Shadow } from './simulation/shadow.ts';
import { createSimulation } from './simulation.ts';

const [course] = courses;
/**
 * Every history: its own mix of faults, its commands, its order among calls that are in progress at once; then the
 * closing checks. With a shadow, DynamoDB is asked the same and must have answered the same.
 */
export const noHistoryBreaksAPromise = (shadow?: Shadow) =>
  fc.asyncProperty(faultMix, histories, fc.scheduler(), async (mix, commands, scheduler) => {
    const before = await tablesAfterFirstLogins();
    const simulation = createSimulation({ mix, scheduler, before, shadow });
    try {
      // Most commands are about a room; a history without one would show nothing.
      await simulation.finish(simulation.request(0, { command: 'create', user: creatorOf(course), course }));
      await fc.asyncModelRun(() => ({ model: { snapshot: undefined }, real: simulation }), commands);
      await close(simulation);
      const [difference] = (await shadow?.differences()) ?? [];
      if (difference !== undefined) throw new Violation(`the simulation differs: ${difference}`);
    } finally {
      simulation.end();
    }
  });
