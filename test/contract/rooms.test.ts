import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { course, startOnManualClock } from './manual-clock-service.ts';

describe('creates', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  beforeEach(async () => {
    service = await startOnManualClock();
  });
  afterEach(() => service.stop());

  describe('a create repeated within two minutes', () => {
    it('answers the same id and makes one room', async () => {
      const first = await service.post('chatroom_create', course);
      await service.clock.advance(119_000);
      const second = await service.post('chatroom_create', course);
      expect(second.text).toBe(first.text);
      expect(service.emulator.rooms.size).toBe(7);
    });

    it('answers the same id when both run at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => service.post('chatroom_create', course)),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]?.status).toBe(200);
      expect(service.emulator.rooms.size).toBe(7);
    });

    it('finishes the one that RongCloud failed', async () => {
      service.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
      const failing = service.post('chatroom_create', course);
      await lettingTimePass(service.clock, failing);
      const second = await service.post('chatroom_create', course);
      expect([(await failing).json.code, second.text]).toEqual([
        'UPSTREAM_UNAVAILABLE',
        '{"reason":"","id":7,"ret":"success"}',
      ]);
    });

    it('finishes if RongCloud created the room without a reply and refuses to create it twice', async () => {
      service.emulator.behave({ createExisting: 'refused' });
      service.emulator.arm({ name: 'server-error-after-effect' });
      const create = service.post('chatroom_create', course);
      await lettingTimePass(service.clock, create);
      expect((await create).text).toBe('{"reason":"","id":7,"ret":"success"}');
    });

    it.each([
      ['another name', { ...course, name: 'Geometry' }],
      ['another course', { ...course, live_id: '10' }],
      ['another user', { ...course, ...student }],
    ])('is another room with %s', async (_what, other) => {
      const first = await service.post('chatroom_create', course);
      const second = await service.post('chatroom_create', other);
      expect([first.json.id, second.json.id]).toEqual([7, 8]);
    });

    it('is another room after the first was destroyed', async () => {
      const { json } = await service.post('chatroom_create', course);
      await service.post('chatroom_destroy', { ...teacher, id: String(json.id) });
      expect((await service.post('chatroom_create', course)).json.id).toBe(8);
    });

    it('is another room after two minutes', async () => {
      await service.post('chatroom_create', course);
      await service.clock.advance(120_000);
      expect((await service.post('chatroom_create', course)).json.id).toBe(8);
    });
  });

  it('never gets the chatroom of another create, if the counter of ids was restored to an earlier value', async () => {
    await service.change('counters', { counter: 'chatroomId' }, { last: 4 });
    expect((await service.post('chatroom_create', course)).text).toBe('{"reason":"","id":7,"ret":"success"}');
    expect((await service.row(6))?.name).toBe('demo6');
  });

  it('with CREATE_REPEAT_SECONDS=0 each create is a room of its own', async () => {
    await service.stop();
    service = await startOnManualClock({ CREATE_REPEAT_SECONDS: '0' });
    const [first, second] = [
      await service.post('chatroom_create', course),
      await service.post('chatroom_create', course),
    ];
    expect([first.json.id, second.json.id]).toEqual([7, 8]);
  });

  describe('quotas', () => {
    it('MAX_CREATES_PER_MINUTE: 429 with Retry-After and no id taken; succeeds in the next minute', async () => {
      await service.stop();
      service = await startOnManualClock({ MAX_CREATES_PER_MINUTE: '7' });
      await service.post('chatroom_create', course);
      const refused = await service.post('chatroom_create', { ...course, name: 'one more' });
      const repeated = await service.post('chatroom_create', course);
      expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
        429,
        'TOO_MANY_REQUESTS',
        '60',
      ]);
      expect(repeated.json.id).toBe(7);
      await service.clock.advance(60_000);
      expect((await service.post('chatroom_create', { ...course, name: 'one more' })).json.id).toBe(8);
    });

    it('MAX_ACTIVE_ROOMS: 429 until one of them is destroyed', async () => {
      await service.stop();
      service = await startOnManualClock({ MAX_ACTIVE_ROOMS: '7' });
      await service.post('chatroom_create', course);
      const refused = await service.post('chatroom_create', { ...course, name: 'one more' });
      await service.post('chatroom_destroy', { ...teacher, id: '1' });
      const allowed = await service.post('chatroom_create', { ...course, name: 'one more' });
      expect([refused.status, refused.json.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
      // Nothing frees a room at a known time.
      expect(refused.headers.get('retry-after')).toBeNull();
      expect(allowed.json.id).toBe(8);
    });
  });

  it('does not count a create that failed at RongCloud as an active room', async () => {
    await service.stop();
    service = await startOnManualClock({ MAX_ACTIVE_ROOMS: '7' });
    service.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
    const failing = service.post('chatroom_create', course);
    await lettingTimePass(service.clock, failing);
    const other = await service.post('chatroom_create', { ...course, name: 'one more' });
    expect([(await failing).json.code, other.json.id]).toEqual(['UPSTREAM_UNAVAILABLE', 8]);
  });

  it('gives idempotency records and quotas a TTL in seconds', async () => {
    // The service begins at 2026-01-05 02:00:00 UTC.
    await service.post('chatroom_create', course);
    const records = await service.items('creations');
    const quotas = await service.items('quotas');
    expect(new Set(records.map(({ expiresAt }) => expiresAt))).toEqual(new Set([1_767_578_520]));
    expect(new Set(quotas.map(({ expiresAt }) => expiresAt))).toEqual(new Set([1_767_578_520]));
  });
});
