import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatroomIds } from '../../functions/dynamodb/chatroom-ids.ts';
import { ChatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { itemReaderOf } from '../../functions/dynamodb/items.ts';
import { loginStore } from '../../functions/dynamodb/logins.ts';
import { sanctionStore } from '../../functions/dynamodb/sanctions.ts';
import { undiciRequestHandler } from '../../functions/platform/undici-request-handler.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { startTablesBehindProxy } from '../support/dynamodb-proxy.ts';
import { manualClock } from '../support/manual-clock.ts';
import { mendedBySdk, mendedInARow } from './dynamodb-fault.ts';

const room = {
  chatroomId: 1,
  name: 'Algebra',
  liveId: '1',
  creator: 'teacher1',
  creatorId: 'teacher1',
  createToken: 'token',
  createdAt: '2026-01-05T02:00:00.000Z',
  destroyMinutes: 10_080,
  aliveUntil: 0,
};

const check = { token: 'of this call', seenAliveUntil: 0 };

/** The SDK's own handler of requests, and that of the functions that call RongCloud. */
const requestHandlers = { sdk: undefined, undici: undiciRequestHandler };
type HandlerName = keyof typeof requestHandlers;
const handlerNames = Object.keys(requestHandlers) as HandlerName[];

/** The real store over the real SDK; the simulation relies on the facts that are proven here. */
async function setup(handlerName: HandlerName) {
  const { proxy, deps: common } = await startTablesBehindProxy();
  const deps = { ...common, createRequestHandler: requestHandlers[handlerName] };
  const soon = () => deps.clock.now() + 8_000;
  const rooms = new ChatroomStore(deps);
  const hastyRooms = new ChatroomStore({ ...deps, awsTimeouts: undefined });
  return {
    proxy,
    deps,
    rooms,
    hastyRooms,
    soon,
    logins: loginStore(deps),
    sanctions: sanctionStore(deps),
    nextId: chatroomIds(deps),
  };
}

const noAttempts = { numbers: {}, inProgress: [] };

/** These wait for the SDK's retries, so they run at the same time, each with a service of its own. */
describe.concurrent.each(handlerNames)('a fault of DynamoDB that the SDK tries again, by %s', (handler) => {
  it.for([...mendedBySdk])(
    '%s: a write that the SDK repeats succeeds, and is reported as ours',
    async (name, { onTestFinished }) => {
      const { proxy, rooms, soon } = await setup(handler);
      onTestFinished(proxy.stop);
      proxy.arm({ name }, mendedInARow);
      expect(await rooms.add(room, soon())).toMatchObject({ ...room, state: 'ACTIVE' });
      proxy.arm({ name }, mendedInARow);
      expect(await rooms.change(1, 'beginCheck', check, soon())).toBe(true);
    },
  );

  it.for(['throttled', 'internal-error', 'reply-lost'] as const)(
    '%s: one more fault than the SDK retries, and the outcome is unknown',
    async (name, { onTestFinished }) => {
      const { proxy, rooms, soon } = await setup(handler);
      onTestFinished(proxy.stop);
      proxy.arm({ name }, mendedInARow + 1);
      await expect(rooms.add(room, soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    },
  );
});

describe('DynamoDB through a proxy that plays faults', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup('undici');
  });
  afterEach(() => service.proxy.stop());

  it('a lost reply of the counter leaves a gap and hands out no id twice', async () => {
    const { proxy, nextId, soon } = service;
    proxy.arm({ name: 'reply-lost' });
    expect([await nextId(soon()), await nextId(soon())]).toEqual([2, 3]);
  });

  it('a peer that is silent is given up after a second', async () => {
    const { proxy, hastyRooms, soon } = service;
    proxy.arm({ name: 'silence' });
    expect(await hastyRooms.add(room, soon())).toMatchObject({ state: 'ACTIVE' });
    expect(proxy.requests.filter(({ action }) => action === 'PutItem').length).toBeGreaterThan(1);
  });

  it('a commit that comes after its second attempt changes nothing', async () => {
    const { proxy, rooms, hastyRooms, soon } = service;
    proxy.arm({ name: 'commit-delayed', delayMs: 1_500 });
    expect(await hastyRooms.add(room, soon())).toMatchObject({ createToken: 'token' });
    await proxy.settled();
    expect(await rooms.change(1, 'beginCheck', check, soon())).toBe(true);
    expect(await rooms.find(1, soon())).toMatchObject({ checkToken: 'of this call' });
  });

  it('a late write of a control does not undo a later one', async () => {
    const { rooms, sanctions, soon } = service;
    await rooms.add(room, soon());
    const silence = { isSilent: true, speakers: [], assistants: [], seenVersion: 0, now: 2 };
    expect(await rooms.change(1, 'changeControls', silence, soon())).toBe(true);
    const other = { ...silence, isSilent: false };
    expect(await rooms.change(1, 'changeControls', other, soon())).toBe(false);
    const target = { username: 'student1', userId: 'student1' };
    const kick = { chatroomId: 1, target, kind: 'blockedUntil', by: 'teacher1' } as const;
    await sanctions.set({ ...kick, until: 0, at: 2 }, soon());
    await sanctions.set({ ...kick, kind: 'mutedUntil', until: 9, at: 3 }, soon());
    expect(await sanctions.set({ ...kick, until: 9, at: 1 }, soon())).toBeUndefined();
    expect(await sanctions.find(1, 'student1', soon())).toMatchObject({ blockedUntil: 0, mutedUntil: 9 });
  });

  it('a conflict with a transaction is not tried again', async () => {
    const { proxy, rooms, soon } = service;
    proxy.arm({ name: 'transaction-conflict' });
    await expect(rooms.add(room, soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('a stale index is served to queries and never to reads of a row', async () => {
    const { proxy, rooms, soon } = service;
    await rooms.countActive('teacher1', 10, soon());
    await rooms.add(room, soon());
    proxy.arm({ name: 'stale-read', versionsBehind: 1 }, 2);
    expect(await rooms.countActive('teacher1', 10, soon())).toBe(0);
    expect(await rooms.find(1, soon())).toMatchObject({ state: 'ACTIVE' });
    expect(await rooms.countActive('teacher1', 10, soon())).toBe(1);
  });

  it('reads of one turn are one batch, with each item once', async () => {
    const { proxy, rooms, logins, soon } = service;
    const all = [
      rooms.find(1, soon()),
      rooms.find(1, soon()),
      rooms.find(2, soon()),
      logins.findAttempts('a', soon()),
    ];
    expect(await Promise.all(all)).toEqual([undefined, undefined, undefined, noAttempts]);
    expect(proxy.requests).toEqual([{ action: 'BatchGetItem', table: 'chatrooms+attempts' }]);
  });

  it('keys left out of a batch are read one by one', async () => {
    const { proxy, rooms, logins, soon } = service;
    await rooms.add(room, soon());
    proxy.requests.length = 0;
    proxy.arm({ name: 'keys-unprocessed' });
    const [found, counter] = await Promise.all([rooms.find(1, soon()), logins.findAttempts('a', soon())]);
    expect(found).toMatchObject({ state: 'ACTIVE' });
    expect(counter).toEqual(noAttempts);
    expect(proxy.requests).toEqual([
      { action: 'BatchGetItem', table: 'chatrooms+attempts' },
      { action: 'GetItem', table: 'chatrooms' },
      { action: 'GetItem', table: 'attempts' },
    ]);
  });

  it('a batch without a reply leaves time to read each item', async () => {
    const { proxy, deps } = service;
    const clock = manualClock();
    const read = itemReaderOf({ ...deps, clock });
    proxy.arm({ name: 'silence' }, 1, { action: 'BatchGetItem' });
    const deadlineAt = clock.now() + 3_500;
    const items = ['users', 'attempts'].map((table) =>
      read(
        { table: localTableName(table), key: table === 'users' ? { username: 'a' } : { attempt: 'a' } },
        deadlineAt,
      ),
    );
    while (proxy.requests.length === 0) await new Promise(setImmediate);
    await clock.advance(1_750);
    expect(await Promise.all(items)).toEqual([undefined, undefined]);
    expect(proxy.requests.map(({ action }) => action)).toEqual(['BatchGetItem', 'GetItem', 'GetItem']);
  });

  it('an outage of one table does not affect the others, also in a batch', async () => {
    const { proxy, rooms, logins, nextId, soon } = service;
    proxy.arm({ name: 'internal-error' }, 100, { table: 'chatrooms' });
    proxy.arm({ name: 'internal-error' }, 100, { table: 'chatrooms+attempts' });
    const together = [rooms.find(1, soon()), logins.findAttempts('a', soon())];
    expect(await Promise.allSettled(together)).toMatchObject([
      { status: 'rejected', reason: { code: 'UNAVAILABLE' } },
      { status: 'fulfilled', value: noAttempts },
    ]);
    await expect(rooms.find(1, soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await nextId(soon())).toBe(1);
  });
});
