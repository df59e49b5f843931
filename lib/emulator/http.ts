import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server that listens on 127.0.0.1, or on every address of this machine. */
export interface Listening {
  /** On this machine, without a slash at its end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Ends requests that take too long, and leaves all others to the listener. */
export const serverOptions = (requestTimeoutMs: number) => ({
  requestTimeout: requestTimeoutMs,
  headersTimeout: requestTimeoutMs,
  connectionsCheckingInterval: requestTimeoutMs / 10,
  // Node would refuse a request without Host by a bare 400.
  requireHostHeader: false,
});

/**
 * Lets a server listen, on this machine alone unless told otherwise; port 0 lets the system choose.
 * @throws the system's error, such as EADDRINUSE.
 */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<Listening> {
  // Node would refuse an unknown Expect by a bare 417; API Gateway ignores it.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.listen(port, host);
  await once(server, 'listening');
  // A connection that could not be accepted, because there are no file descriptors left.
  server.on('error', () => {});
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `${server instanceof HttpsServer ? 'https' : 'http'}://127.0.0.1:${chosen}`,
    stop: () =>
      new Promise((resolve) => {
        // Resolves after all that the server itself closes, such as a database's files.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Reads a request's body to its end and keeps at most `maxBytes` + 1 bytes. Many clients send a whole body before they
 * read the reply; a connection that is closed earlier would be reset.
 * @throws if the client breaks off.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (length > maxBytes) continue;
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes + 1);
}
