import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished, vi } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { type HttpStub, type Respond, until } from './http-stub.ts';
import { answer, counts, reset, setUp, silence, success } from './set-up.ts';

/** The stub's connection of each request. */
const connections = (stub: HttpStub) => stub.received.map(({ connection }) => connection);

it('sends one call after the other over one connection', async () => {
  const { client, deadlineAt, primary } = await setUp();
  for (let call = 0; call < 3; call += 1) await destroyChatroom(client, 7, deadlineAt);
  expect(connections(primary)).toEqual([1, 1, 1]);
});

it('gives each concurrent call a connection', async () => {
  const { client, deadlineAt, primary } = await setUp();
  await Promise.all([7, 8, 9].map((id) => destroyChatroom(client, id, deadlineAt)));
  expect(new Set(connections(primary)).size).toBe(3);
});

it('opens another connection after 80 requests, and announces it in the last one', async () => {
  const { client, deadlineAt, primary } = await setUp();
  for (let call = 0; call < 81; call += 1) await destroyChatroom(client, 7, deadlineAt);
  expect(connections(primary)).toEqual([...Array(80).fill(1), 2]);
  expect(primary.received[78]?.headers.connection).toBe('keep-alive');
  expect(primary.received[79]?.headers.connection).toBe('close');
});

it('opens another connection when the last one is 50 s old, as after a freeze', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { client, deadlineAt, primary } = await setUp();
  const begunAt = Date.now();
  for (const ageMs of [0, 50_000, 50_001]) {
    vi.setSystemTime(begunAt + ageMs);
    await destroyChatroom(client, 7, deadlineAt);
  }
  expect(connections(primary)).toEqual([1, 1, 2]);
});

it('does not reuse a connection whose reply came too late', async () => {
  const { client, clock, deadlineAt, primary, backup } = await setUp({ primary: silence });
  const late = destroyChatroom(client, 7, clock.now() + 200).catch(() => 'failed');
  await primary.untilReceived(1);
  await clock.advance(200);
  expect(await late).toBe('failed');
  primary.respond = success;
  await destroyChatroom(client, 7, deadlineAt);
  expect([connections(primary), counts(backup)]).toEqual([[1, 2], [0]]);
});

it('does not reuse a connection that the host closes with its reply', async () => {
  const { client, deadlineAt, primary } = await setUp({
    primary: answer(200, { code: 200 }, { connection: 'close' }),
  });
  await destroyChatroom(client, 7, deadlineAt);
  await destroyChatroom(client, 7, deadlineAt);
  expect(connections(primary)).toEqual([1, 2]);
});

it('closes a connection on which the host sends unrequested data', async () => {
  let sendUnasked = () => {};
  const { client, deadlineAt, primary } = await setUp({
    primary: (request, response) => {
      const { socket } = response;
      sendUnasked = () => socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"code":200}');
      return success(request, response);
    },
  });
  await destroyChatroom(client, 7, deadlineAt);
  sendUnasked();
  await until(() => primary.open === 0);
  await destroyChatroom(client, 7, deadlineAt);
  expect(connections(primary)).toEqual([1, 2]);
});

/** A host in a thread of its own, which acts while this thread is blocked like a frozen Lambda. */
async function hostBesideFreeze() {
  const shared = new SharedArrayBuffer(4);
  const thread = new Worker(new URL('./serving-thread.ts', import.meta.url), { workerData: shared });
  onTestFinished(async () => {
    await thread.terminate();
  });
  const [port] = await once(thread, 'message');
  return {
    origin: `http://127.0.0.1:${port}`,
    freezeWhileItCuts: (how: 'end' | 'reset') => {
      thread.postMessage(how);
      Atomics.wait(new Int32Array(shared), 0, 0);
    },
  };
}

it.each(['end', 'reset'] as const)(
  'loses no call over a connection that the host has cut (%s) during a freeze',
  async (how) => {
    const host = await hostBesideFreeze();
    const { client, deadlineAt, output } = await setUp({}, { primaryOrigin: host.origin });
    await destroyChatroom(client, 7, deadlineAt);
    host.freezeWhileItCuts(how);
    await destroyChatroom(client, 7, deadlineAt);
    expect(output.filter(({ event }) => event === 'rongcloud-second-attempt')).toEqual([]);
  },
);

it('retries a safe call at once on a stale connection, and does not count it against the host', async () => {
  const resetSecond: Respond = (request, response) =>
    primary.received.length === 2 ? reset(request, response) : success(request, response);
  const { client, deadlineAt, primary, backup } = await setUp({
    primary: (...given) => resetSecond(...given),
  });
  await destroyChatroom(client, 7, deadlineAt);
  await destroyChatroom(client, 7, deadlineAt);
  expect(counts(primary, backup)).toEqual([2, 1]);
  await destroyChatroom(client, 7, deadlineAt);
  expect(counts(primary, backup)).toEqual([3, 1]);
});

it('counts a kept connection that breaks within a reply against the host', async () => {
  const { client, deadlineAt, primary, backup, passPause } = await setUp();
  await destroyChatroom(client, 7, deadlineAt);
  primary.respond = (_request, response) => {
    response.writeHead(200, { 'content-length': '9' });
    response.write('{', () => response.destroy());
    return undefined;
  };
  const call = destroyChatroom(client, 7, deadlineAt);
  await passPause();
  await call;
  await destroyChatroom(client, 7, deadlineAt);
  expect(counts(primary, backup)).toEqual([2, 2]);
});

it('opens a connection and reads the secret ahead of the first call', async () => {
  const { client, deadlineAt, primary, secretsManager } = await setUp();
  await client.warmUp(deadlineAt);
  expect([counts(secretsManager, primary), primary.connected]).toEqual([[1, 0], 1]);
  await destroyChatroom(client, 7, deadlineAt);
  expect([counts(secretsManager, primary), primary.connected]).toEqual([[1, 1], 1]);
});

it('lets the first call report what the warm-up did not reach', async () => {
  const { client, deadlineAt, primary } = await setUp({ secret: answer(500, '') });
  await primary.close();
  await client.warmUp(deadlineAt);
  await expect(destroyChatroom(client, 7, deadlineAt)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('closes what it keeps', async () => {
  const { client, deadlineAt, primary } = await setUp();
  await destroyChatroom(client, 7, deadlineAt);
  client.close();
  await until(() => primary.open === 0);
});
