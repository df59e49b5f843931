import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A server that listens on 127.0.0.1, or on every address of this machine. */
export interface Listening {
  /** On this machine, without a slash at its end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** The addresses that a server may listen on: of this machine alone, or of its networks too. */
export const hosts = ['127.0.0.1', '0.0.0.0'] as const;
export type Host = (typeof hosts)[number];

/**
 * Lets a server listen, on this machine alone unless told otherwise; port 0 lets the system choose.
 * @throws the system's error, such as EADDRINUSE.
 */
export async function listen(server: Server, port: number, host: Host = '127.0.0.1'): Promise<Listening> {
  server.listen(port, host);
  await once(server, 'listening');
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${chosen}`,
    stop: () =>
      new Promise((resolve) => {
        // Resolves after the embedded DynamoDB has closed its files.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where other devices on the same network reach a port of this machine, by IPv4. */
export const networkOrigins = (port: string): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
