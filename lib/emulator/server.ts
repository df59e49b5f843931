import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A certificate and key in PEM, for a host that is to speak TLS. */
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
}

export interface Host {
  readonly origin: string;
  stop(): Promise<void>;
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** RongCloud advises to keep a connection idle for less than 55 s: longer than that, then it closes. */
const idleConnectionMs = 60_000;

/** Listens on the loopback address only. @throws where the port is taken. */
export async function startHost({ port = 0, tls }: HostOptions, serve: Serve): Promise<Host> {
  const server = tls === undefined ? createHttpServer(serve) : createTlsServer(tls, serve);
  server.keepAliveTimeout = idleConnectionMs;
  // A client that refuses the certificate breaks off the handshake; that is its right.
  server.on('tlsClientError', () => {});
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
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

function createTlsServer({ key, cert, onlyTls10 = false }: HostTls, serve: Serve): Server {
  // OpenSSL 3 counts TLS 1.0 among what its default security level forbids.
  const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  return createHttpsServer({ key, cert, ...(onlyTls10 ? oldest : {}) }, serve);
}

/** The request's body, whatever its length. @throws where the client goes away before its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
