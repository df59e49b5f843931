import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on 127.0.0.1. */
export interface Listening {
  /** Without a slash at its end. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Lets a server listen on this machine alone; port 0 lets the system choose.
 * @throws the system's error, such as EADDRINUSE.
 */
export async function listen(server: Server, port: number): Promise<Listening> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: chosen } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${chosen}`,
    stop: () =>
      new Promise((resolve) => {
        // Resolves once all is put away; the embedded DynamoDB closes its files within its own close().
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
