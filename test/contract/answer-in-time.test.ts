import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatroomQuery } from '../../functions/contract/endpoints/chatroom-query.ts';
import { endpoint } from '../../functions/http/endpoint.ts';
import { eventOf } from '../support/gateway-call.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startTestService } from '../support/test-service.ts';

const call = eventOf('chatroom-query', { username: 'student1', password: '123456', id: 1 });

/** An endpoint that never replies. */
async function setup() {
  const clock = manualClock();
  const service = await startTestService({ clock, runsSchedules: false });
  const waiting = Promise.withResolvers<number>();
  const create = endpoint(chatroomQuery, () => ({
    handle: (_parameters, { deadlineAt }) => {
      waiting.resolve(deadlineAt);
      return new Promise(() => {});
    },
  }));
  const handler = create(service.deps);
  return {
    clock,
    log: service.log,
    stop: service.stop,
    ask: (remainingMs: number) => handler(call, { getRemainingTimeInMillis: () => remainingMs }),
    waitsUntil: () => waiting.promise,
  };
}

describe('an answer', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
  });
  afterEach(() => service.stop());

  it.each([
    ['within eight and a half seconds', 10_000, 8_500],
    ['half a second before the function’s own limit', 3_000, 2_500],
  ])('replies %s, whatever it waits for', async (_when, remainingMs, answeredAfterMs) => {
    const startedAt = service.clock.now();
    const answer = service.ask(remainingMs);
    expect((await service.waitsUntil()) - startedAt).toBe(answeredAfterMs - 100);
    await service.clock.advance(answeredAfterMs);
    const { statusCode, headers, body } = await answer;
    expect([statusCode, headers['retry-after'], JSON.parse(body).code]).toEqual([503, '1', 'UNAVAILABLE']);
    expect(service.log.at(-1)).toMatchObject({ problem: 'no reply in time', ms: answeredAfterMs });
  });
});
