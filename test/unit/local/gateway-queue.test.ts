import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../lib/emulator/http.ts';
import { createGateway } from '../../../lib/local/gateway.ts';
import { openConnection } from '../../support/raw-connection.ts';

describe('an endpoint that many call at once', () => {
  /** A gateway that has received 100 calls of an endpoint which waits for `release`. */
  async function startBusy() {
    const calls = { running: 0, highest: 0, all: 0 };
    const released = Promise.withResolvers<void>();
    const handler = async () => {
      calls.all += 1;
      calls.running += 1;
      calls.highest = Math.max(calls.highest, calls.running);
      await released.promise;
      calls.running -= 1;
      return { statusCode: 200, headers: {}, body: 'done' };
    };
    const endpoint = { resource: '/im/count', methods: ['GET'], isEndpoint: true, handler };
    const page = {
      resource: '/im/docs',
      methods: ['GET'],
      handler: async () => ({ statusCode: 200, headers: {}, body: 'the page' }),
    };
    const server = createGateway({
      routes: [endpoint, page],
      corsOrigins: [],
      errorStatus: 'http',
      language: 'en',
    });
    const arrived = Promise.withResolvers<void>();
    let requests = 0;
    server.on('request', () => {
      requests += 1;
      if (requests === 100) setImmediate(arrived.resolve);
    });
    const listening = await listen(server, 0);
    onTestFinished(() => listening.stop());
    const call = async () => (await fetch(`${listening.origin}/im/count`)).text();
    const replies = Array.from({ length: 100 }, call);
    await arrived.promise;
    return { calls, release: released.resolve, replies, server, listening };
  }

  it('runs 5 calls and queues the others', async () => {
    const { calls, release, replies } = await startBusy();
    release();
    expect(new Set(await Promise.all(replies))).toEqual(new Set(['done']));
    expect(calls).toEqual({ running: 0, highest: 5, all: 100 });
  });

  it('does not delay other routes, such as the page', async () => {
    const { release, replies, listening } = await startBusy();
    expect(await (await fetch(`${listening.origin}/im/docs`)).text()).toBe('the page');
    release();
    await Promise.all(replies);
  });

  it('skips the queued calls of clients that have gone', async () => {
    const { calls, release, replies, server, listening } = await startBusy();
    const arrived = once(server, 'request');
    const socket = openConnection(listening.origin);
    socket.write('GET /im/count HTTP/1.1\r\nHost: x\r\n\r\n');
    const [{ socket: served }] = await arrived;
    const gone = new Promise((resolve) => served.once('close', resolve));
    socket.resetAndDestroy();
    await gone;
    release();
    expect(new Set(await Promise.all(replies))).toEqual(new Set(['done']));
    expect(calls.all).toBe(100);
  });
});
