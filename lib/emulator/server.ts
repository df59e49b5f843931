import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type Listening, listen, serverOptions } from './http.ts';

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

/** RongCloud advises to keep a connection idle for less than 55 s; it closes later than that. */
const idleTimeoutMs = 60_000;

/** OpenSSL 3 forbids TLS 1.0 at its default security level. */
const tls10 = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** Listens on the loopback address only. No request ends the process. @throws if the port is taken. */
export function startHost(
  { port = 0, tls, requestTimeoutMs = 10_000 }: HostOptions,
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const options = { ...serverOptions(requestTimeoutMs), keepAliveTimeout: idleTimeoutMs };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // Only a request that broke off rejects; there is nobody to reply to.
    serve(request, response).catch(() => response.destroy());
  };
  const server =
    tls === undefined
      ? createHttpServer(options, listener)
      : createHttpsServer(
          { ...options, key: tls.key, cert: tls.cert, ...(tls.onlyTls10 && tls10) },
          listener,
        );
  // Bytes that are no request, requests that take too long, and clients that refuse the certificate.
  server.on('clientError', (_error, socket) => socket.destroy());
  return listen(server, port);
}
