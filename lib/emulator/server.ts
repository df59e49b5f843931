import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A certificate and key in PEM, for a host that speaks TLS. */
export interface HostTls {
  readonly key: string;
  readonly cert: string;
  /** Offers nothing newer than TLS 1.0, which every current client refuses. */
  readonly onlyTls10?: boolean;
}

export interface HostOptions {
  /** @default chosen by the system */
  readonly port?: number;
  readonly tls?: HostTls;
  /** How long a client may take to send a request. @default 10,000 */
  readonly requestTimeoutMs?: number;
}

export interface Host {
  readonly origin: string;
  stop(): Promise<void>;
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** RongCloud advises to keep a connection idle for less than 55 s; it closes later than that. */
const idleTimeoutMs = 60_000;

/** Listens on the loopback address only. No request ends the process. @throws if the port is taken. */
export async function startHost(options: HostOptions, serve: Serve): Promise<Host> {
  const { port = 0, tls } = options;
  // Only a request that broke off rejects; there is nobody to reply to.
  const server = createServer(options, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // Node would reply to an unknown Expect by itself, with 417.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  // Bytes that are no request, and requests that take too long.
  server.on('clientError', (_error, socket) => socket.destroy());
  // A client that refuses the certificate.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A connection that could not be accepted, because there are no file descriptors left.
  server.on('error', () => {});
  const { port: usedPort } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${usedPort}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createServer({ tls, requestTimeoutMs = 10_000 }: HostOptions, listener: RequestListener): Server {
  const options = {
    keepAliveTimeout: idleTimeoutMs,
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 10,
    // Node would reply to a request without Host by itself, with 400.
    requireHostHeader: false,
  };
  if (tls === undefined) return createHttpServer(options, listener);
  const { key, cert, onlyTls10 = false } = tls;
  // OpenSSL 3 forbids TLS 1.0 at its default security level.
  const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  return createHttpsServer({ ...options, key, cert, ...(onlyTls10 ? oldest : {}) }, listener);
}

/**
 * Reads the body to its end; returns undefined if it is longer than `maxBytes`, of which no more is kept.
 * @throws if the client breaks off.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}
