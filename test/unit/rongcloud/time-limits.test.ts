import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { type Respond, until } from './http-stub.ts';
import { counts, setUp, silence, success } from './set-up.ts';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'success',
    ({ code }) => code,
  );

/** Answers with headers and this much of a body, and then nothing. */
const stallAfter =
  (text: string): Respond =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(text);
    return undefined;
  };

/** A port that accepts connections and never replies. */
async function muteListener() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.resume()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

it.each<[string, Respond]>([
  ['says nothing', silence],
  ['stalls after the headers', stallAfter('')],
  ['stalls in the body', stallAfter('{"code":2')],
])('gives up an attempt after 2.5 s and closes its connection when the host %s', async (_what, primary) => {
  let closed = false;
  const { client, clock, deadlineAt, passPause, ...hosts } = await setUp({
    primary: (request, response) => {
      response.on('close', () => {
        closed = true;
      });
      return primary(request, response);
    },
  });
  const call = codeOf(destroyChatroom(client, 7, deadlineAt));
  await hosts.primary.untilReceived(1);
  await clock.advance(2_499);
  expect([clock.pending, closed]).toEqual([1, false]);
  await clock.advance(1);
  await passPause();
  expect(await call).toBe('success');
  expect(counts(hosts.primary, hosts.backup)).toEqual([1, 1]);
  await until(() => closed);
});

it('ends within 5.5 s when both hosts are silent', async () => {
  const { client, clock, deadlineAt, primary, backup, passPause } = await setUp({
    primary: silence,
    backup: silence,
  });
  const begun = clock.now();
  const call = codeOf(destroyChatroom(client, 7, deadlineAt));
  await primary.untilReceived(1);
  await clock.advance(2_500);
  await passPause();
  await backup.untilReceived(1);
  await clock.advance(2_500);
  expect(await call).toBe('UPSTREAM_UNAVAILABLE');
  expect(clock.now() - begun).toBeLessThanOrEqual(5_500);
  expect(clock.pending).toBe(0);
});

it('ends at the caller’s deadline, and starts no second attempt without time', async () => {
  const { client, clock, primary, backup } = await setUp({ primary: silence });
  const call = codeOf(destroyChatroom(client, 7, clock.now() + 700));
  await primary.untilReceived(1);
  await clock.advance(700);
  expect(await call).toBe('UPSTREAM_UNAVAILABLE');
  expect(counts(primary, backup)).toEqual([1, 0]);
});

it('does not count a caller’s short deadline as a failure of the host', async () => {
  const { client, clock, deadlineAt, primary } = await setUp({ primary: silence });
  for (let call = 1; call <= 5; call += 1) {
    const result = codeOf(destroyChatroom(client, 7, clock.now() + 100));
    await primary.untilReceived(call);
    await clock.advance(100);
    expect(await result).toBe('UPSTREAM_UNAVAILABLE');
  }
  primary.respond = success;
  await destroyChatroom(client, 7, deadlineAt);
  expect(counts(primary)).toEqual([6]);
});

it('sends nothing if no time is left', async () => {
  const { client, clock, primary } = await setUp();
  await expect(destroyChatroom(client, 7, clock.now())).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: { log: { attempts: 0, problem: 'no time left' } },
  });
  expect(counts(primary)).toEqual([0]);
});

it('gives up connecting after 1 to 1.5 s, and then tries the other host', async () => {
  const listener = await muteListener();
  const primaryOrigin = `https://127.0.0.1:${listener.port}`;
  const { client, deadlineAt, backup, output, passPause } = await setUp({}, { primaryOrigin });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const call = codeOf(destroyChatroom(client, 7, deadlineAt));
  await until(() => listener.sockets.length === 1);
  vi.advanceTimersByTime(1_500);
  await passPause();
  expect(await call).toBe('success');
  expect([counts(backup), output]).toMatchObject([[1], [{ problem: 'no connection in time' }]]);
  await until(() => listener.sockets.every(({ destroyed }) => destroyed));
});

it('reads at most 128 KB of a reply', async () => {
  let closed = false;
  const endless: Respond = (_request, response) => {
    response.on('close', () => {
      closed = true;
    });
    const more = () => {
      while (!closed && response.write('x'.repeat(16_384)));
      if (!closed) response.once('drain', more);
    };
    more();
    return undefined;
  };
  const { client, deadlineAt, output, passPause } = await setUp({ primary: endless });
  const call = codeOf(destroyChatroom(client, 7, deadlineAt));
  await passPause();
  expect(await call).toBe('success');
  expect(output).toMatchObject([{ problem: 'a reply of more than 128 KB' }]);
  await until(() => closed);
});

it('opens the circuit for silent hosts even if callers leave no time for a second attempt', async () => {
  const { client, clock, primary, backup } = await setUp({ primary: silence, backup: silence });
  for (let call = 1; call <= 5; call += 1) {
    const result = codeOf(destroyChatroom(client, 7, clock.now() + 3_000));
    await until(() => primary.received.length + backup.received.length >= call);
    for (let step = 0; step < 30; step += 1) await clock.advance(100);
    expect(await result).toBe('UPSTREAM_UNAVAILABLE');
  }
  await expect(destroyChatroom(client, 7, clock.now() + 3_000)).rejects.toMatchObject({
    details: { log: { problem: 'the circuit is open' } },
  });
});

it('waits for the secret at most until the deadline', async () => {
  const { client, clock, secretsManager, primary } = await setUp({ secret: silence });
  const call = codeOf(destroyChatroom(client, 7, clock.now() + 600));
  await secretsManager.untilReceived(1);
  await clock.advance(600);
  expect(await call).toBe('UNAVAILABLE');
  expect(counts(primary)).toEqual([0]);
});
