import { expect, it } from 'vitest';
import { Failure } from '../../../functions/contract/failure.ts';
import { waitingWhenBusy } from '../../../functions/rongcloud/when-busy.ts';
import { manualClock } from '../../support/manual-clock.ts';

const busy = () => new Failure('UPSTREAM_BUSY', { retryAfterSeconds: 1 });

/** A call that fails so often before it succeeds, made until `withinMs` from now; `drawn` is the byte drawn. */
async function setup({ failures = 2, withinMs = 8_500, failure = busy, drawn = 0x00 } = {}) {
  const clock = manualClock();
  const calledAt: number[] = [];
  const start = clock.now();
  const outcome = waitingWhenBusy(
    { clock, randomBytes: (size) => Buffer.alloc(size, drawn) },
    start + withinMs,
    async () => {
      calledAt.push(clock.now() - start);
      if (calledAt.length <= failures) throw failure();
      return 'done';
    },
  );
  outcome.catch(() => {});
  await clock.advance(0);
  return { clock, outcome, calledAt };
}

it('calls again when RongCloud said it may, until it is not busy', async () => {
  const { clock, outcome, calledAt } = await setup();
  await clock.advance(2_000);
  expect(await outcome).toBe('done');
  expect(calledAt).toEqual([0, 1_000, 2_000]);
});

it('comes back up to half a second later than it may, as chance has it', async () => {
  const { clock, outcome, calledAt } = await setup({ drawn: 0xff });
  await clock.advance(3_000);
  expect(await outcome).toBe('done');
  expect(calledAt).toEqual([0, 1_500, 3_000]);
});

it('gives up while there is still time to say so', async () => {
  const { clock, outcome, calledAt } = await setup({ failures: 100, withinMs: 3_000 });
  await clock.advance(10_000);
  await expect(outcome).rejects.toMatchObject({ code: 'UPSTREAM_BUSY' });
  expect(calledAt).toEqual([0, 1_000, 2_000]);
});

it('does not repeat what failed otherwise', async () => {
  const { outcome, calledAt } = await setup({ failure: () => new Failure('UPSTREAM_UNAVAILABLE') });
  await expect(outcome).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(calledAt).toEqual([0]);
});
