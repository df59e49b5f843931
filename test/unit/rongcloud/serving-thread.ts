import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** A lock that blocks the test's thread: 0, and 1 when this thread is done. */
const isDone = new Int32Array(workerData as SharedArrayBuffer);
const sockets: Socket[] = [];

/** Answers every request with a success, and cuts its connections when told `end` or `reset`. */
const server: Server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('{"code":200}'));
});
server.keepAliveTimeout = 0;
server.on('connection', (socket) => sockets.push(socket));
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));

parentPort?.on('message', async (how: 'end' | 'reset') => {
  const closed = sockets.splice(0).map((socket) => {
    if (how === 'reset') return socket.resetAndDestroy();
    return new Promise<void>((resolve) => socket.end(resolve));
  });
  await Promise.all(closed);
  Atomics.store(isDone, 0, 1);
  Atomics.notify(isDone, 0);
});
