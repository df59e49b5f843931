import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import connector from 'undici/lib/core/connect.js';
import symbols from 'undici/lib/core/symbols.js';
import Client from 'undici/lib/dispatcher/client.js';
import { expect, it, onTestFinished } from 'vitest';

// functions/shared/rongcloud/connection.ts takes three files of undici by their paths inside the package, which
// undici does not promise to keep. Whoever raises its version sees here whether they still are what they were.

async function setUp() {
  const server = createServer((_request, response) => response.end('{"code":200}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('is the version whose inside is known', () => {
  const { version } = JSON.parse(readFileSync('node_modules/undici/package.json', 'utf8'));
  expect(version).toBe('7.30.2');
});

it('opens a socket and hands it over', async () => {
  const { origin } = await setUp();
  const { hostname, port, protocol } = new URL(origin);
  const handedOver = Promise.withResolvers<unknown>();
  const socket = connector({ timeout: 0 })({ hostname, port, protocol }, (_error, opened) =>
    handedOver.resolve(opened),
  );
  expect(await handedOver.promise).toBe(socket);
  socket.destroy();
});

it('opens the connection of a client ahead of its first request, then answers over it', async () => {
  const { origin } = await setUp();
  const client = new Client(origin);
  client[symbols.kConnect](() => {});
  await once(client, 'connect');
  const seen: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  client.dispatch(
    { path: '/', method: 'POST', body: '' },
    {
      onRequestStart: () => seen.push('sent'),
      onResponseStart: (_controller, status) => seen.push(status),
      onResponseData: (_controller, chunk) => seen.push(chunk.toString()),
      onResponseEnd: () => ended.resolve(),
      onResponseError: (_controller, error) => ended.reject(error),
    },
  );
  await ended.promise;
  expect(seen).toEqual(['sent', 200, '{"code":200}']);
  const disconnected = once(client, 'disconnect');
  await client.destroy();
  await disconnected;
});

it('tells of a host that is not reached', async () => {
  const { origin } = await setUp();
  const client = new Client(origin, {
    connect: (_options, callback) => queueMicrotask(() => callback(new Error('refused'), null)),
  });
  const failed = once(client, 'connectionError');
  client[symbols.kConnect](() => {});
  expect((await failed)[2]).toMatchObject({ message: 'refused' });
  await client.destroy();
});

it('keeps what is not used of undici and of our calls out of a bundle', async () => {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `
        import { rongCloud } from './functions/shared/rongcloud/client.ts';
        import { getToken } from './functions/shared/rongcloud/users.ts';
        import { processRuntime } from './functions/shared/runtime.ts';
        export const token = (user, by) => getToken(rongCloud(processRuntime), user, by);`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
  const inside = Object.keys(metafile.inputs);
  const unwanted = ['undici/index.js', 'undici/lib/dispatcher/pool.js', 'undici/lib/web/fetch/index.js'];
  expect(inside.filter((path) => unwanted.some((end) => path.endsWith(end)))).toEqual([]);
  const text = outputFiles[0]?.text ?? '';
  expect([text.includes('/user/getToken.json'), text.includes('/user/refresh.json')]).toEqual([true, false]);
  expect(text.includes('/user/info.json')).toBe(false);
});
