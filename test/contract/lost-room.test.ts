import { expect, it, onTestFinished } from 'vitest';
import { createHandler as createJoin } from '../../functions/chatroom-join.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { eventOf } from '../support/gateway-call.ts';
import { student, teacher } from '../support/test-service.ts';
import { startOnManualClock } from './manual-clock-service.ts';

const weekMs = 7 * 86_400_000;

/** A class in which each pupil's call has a Lambda environment of its own, at the same moment. */
async function setup(variables: Record<string, string>) {
  const service = await startOnManualClock(variables);
  onTestFinished(() => service.stop());
  service.emulator.calls.length = 0;
  const joinElsewhere = async () => {
    const handler = createJoin({ ...service.deps });
    const event = eventOf('chatroom-join', { ...student, id: 1 });
    return (await handler(event, { getRemainingTimeInMillis: () => 10_000 })).statusCode;
  };
  return {
    ...service,
    joinAtOnce: (pupils: number) => {
      const joins = Promise.all(Array.from({ length: pupils }, joinElsewhere));
      return lettingTimePass(service.clock, joins);
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

it('restores 300 sanctions that all end at different times, though each call to RongCloud takes 40 ms', async () => {
  const { change, clock, emulator, joinAtOnce, post, row } = await setup({ SERVER_JOIN: 'off' });
  await post('chatroom_mute', { ...teacher, id: '1', user: 'student1', minutes: '0' });
  await clock.advance(90_000);
  for (let pupil = 1; pupil <= 300; pupil += 1) {
    const key = { chatroomId: 1, username: `pupil${pupil}` };
    const sanction = {
      userId: key.username,
      by: 'teacher1',
      expiresAt: 1_900_000_000,
      mutedUntil: clock.now() + pupil * 60_000,
    };
    await change('sanctions', key, { ...key, ...sanction });
  }
  emulator.loseRoom('1');
  await change('chatrooms', { chatroomId: 1 }, { aliveUntil: 0 });
  emulator.arm({ name: 'reply-delayed', delayMs: 40 }, { calls: 1_000 });
  expect(await joinAtOnce(1)).toEqual([200]);
  expect(emulator.rooms.get('1')?.muted.entries()).toHaveLength(300);
  expect((await row(1))?.aliveUntil).toBeGreaterThan(clock.now());
}, 60_000);
