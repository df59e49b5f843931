import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attemptLimits, msUntilAllowed } from '../../../functions/auth/attempt-limits.ts';
import { countAhead } from '../../../functions/auth/counter-changes.ts';
import { attemptStore } from '../../support/attempt-store.ts';

const limits = attemptLimits({ environment: {} }).user;
const key = 'ann';
/** An answer is out within this, so a count comes no later after its read. */
const longestMs = 8_500;

/**
 * Guesses around the turn of an hour, which is one of a minute too: when each reads its counter, and when it counts.
 */
const guesses = fc.array(
  fc.record({
    readAt: fc.integer({ min: 3_590_000, max: 3_610_000 }),
    takesMs: fc.integer({ min: 0, max: longestMs }),
  }),
  { minLength: 25, maxLength: 120 },
);

it('of guesses that read and count in whatever order, twenty are let through', async () => {
  await fc.assert(
    fc.asyncProperty(guesses, async (all) => {
      const store = attemptStore();
      let admitted = 0;
      const events = all.flatMap(({ readAt, takesMs }) => {
        let counter = {};
        let mayGoOn = false;
        const read = async () => {
          counter = store.counters.get(key) ?? {};
          mayGoOn = msUntilAllowed(limits, counter, readAt) === 0;
        };
        const count = async () => {
          if (!mayGoOn) return;
          const scope = { key, limits, counter, countAheadFrom: 0 };
          if (await store.count(countAhead(scope, readAt + takesMs))) admitted += 1;
        };
        return [
          { at: readAt, run: read },
          { at: readAt + takesMs, run: count },
        ];
      });
      for (const { run } of events.toSorted((one, other) => one.at - other.at)) await run();
      expect(admitted).toBeLessThanOrEqual(20);
    }),
  );
});
