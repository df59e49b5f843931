import { expect, it, onTestFinished } from 'vitest';
import { createHandler as createJoin } from '../../functions/chatroom-join.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { eventOf } from '../support/gateway-call.ts';
import { startStillWorld, student } from './still-world.ts';

const weekMs = 7 * 86_400_000;

/** A class in which each pupil's call has a Lambda environment of its own, at the same moment. */
async function setup(variables: Record<string, string>) {
  const world = await startStillWorld(variables);
  onTestFinished(() => world.stop());
  world.emulator.calls.length = 0;
  const joinElsewhere = async () => {
    const handler = createJoin({ ...world.service.runtime });
    const event = eventOf('chatroom-join', { ...student, id: 1 });
    return (await handler(event, { getRemainingTimeInMillis: () => 10_000 })).statusCode;
  };
  return {
    ...world,
    joinAtOnce: (pupils: number) => {
      const joins = Promise.all(Array.from({ length: pupils }, joinElsewhere));
      return lettingTimePass(world.clock, joins);
    },
  };
}

it('recreates an idle room once when 500 environments find it too old at the same time', async () => {
  const { clock, emulator, joinAtOnce, upstream } = await setup({ SERVER_JOIN: 'off' });
  await clock.advance(weekMs + 60_000);
  expect(emulator.rooms.has('1')).toBe(false);
  expect(new Set(await joinAtOnce(500))).toEqual(new Set([200]));
  expect(upstream('/chatroom/create_new.json')).toHaveLength(1);
  expect(upstream('/chatroom/get.json')).toHaveLength(1);
}, 60_000);

it('recreates a missing room once when 100 environments find it missing, the maximum of joins in a second', async () => {
  const { clock, emulator, joinAtOnce, upstream } = await setup({});
  await clock.advance(1_000);
  emulator.loseRoom('1');
  expect(new Set(await joinAtOnce(100))).toEqual(new Set([200]));
  expect(upstream('/chatroom/create_new.json')).toHaveLength(1);
}, 60_000);
