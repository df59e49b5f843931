import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Listening } from '../../lib/emulator/http.ts';
import type { HostTls } from '../../lib/emulator/server.ts';

/** TLS before a server that has none, byte by byte, so that it costs a client what the real host's does. */
export async function tlsFront(origin: string, certificate: HostTls): Promise<Listening> {
  const { hostname, port } = new URL(origin);
  const open = new Set<TLSSocket>();
  const server = createServer(certificate, (secured) => {
    open.add(secured);
    secured.on('close', () => open.delete(secured));
    const plain = connect({ host: hostname, port: Number(port), noDelay: true });
    secured.setNoDelay(true);
    secured.pipe(plain).pipe(secured);
    // A client that is done simply goes away.
    secured.on('error', () => plain.destroy());
    plain.on('error', () => secured.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${own}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const secured of open) secured.destroy();
      }),
  };
}
