import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { databaseOf } from '../../../functions/dynamodb/client.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { manualClock } from '../../support/manual-clock.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

function setup() {
  const clock = manualClock();
  const environment = { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  return { clock, database: databaseOf({ ...processDeps, clock, environment }) };
}

describe('an operation on DynamoDB', () => {
  it.each([
    ['AccessDeniedException', 'INTERNAL'],
    ['ResourceNotFoundException', 'INTERNAL'],
    ['ValidationException', 'INTERNAL'],
    ['UnrecognizedClientException', 'INTERNAL'],
    ['ProvisionedThroughputExceededException', 'UNAVAILABLE'],
    ['TimeoutError', 'UNAVAILABLE'],
  ])('that ends in %s fails with %s', async (name, code) => {
    const { database, clock } = setup();
    const failed = database.run(() => Promise.reject(named(name)), clock.now() + 5_000);
    const details = code === 'UNAVAILABLE' ? { retryAfterSeconds: 1 } : {};
    await expect(failed).rejects.toMatchObject({ code, details });
  });

  it('returns undefined if its condition failed', async () => {
    const { database, clock } = setup();
    const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    expect(await database.run(() => Promise.reject(refused), clock.now() + 5_000)).toBeUndefined();
  });

  it.each([
    [3_000, 9_000],
    [1_200, 1_200],
  ])('is aborted after %i ms if the call has %i ms', async (afterMs, leftMs) => {
    const { database, clock } = setup();
    const running = database.run(
      (_client, { abortSignal }) =>
        new Promise((_resolve, reject) =>
          abortSignal.addEventListener('abort', () => reject(named('AbortError'))),
        ),
      clock.now() + leftMs,
    );
    const outcome = running.catch(({ code }) => code);
    await clock.advance(afterMs - 1);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await outcome).toBe('UNAVAILABLE');
    expect(clock.pending).toBe(0);
  });
});
