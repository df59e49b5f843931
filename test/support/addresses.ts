import { createServer } from 'node:net';

/** An origin on which nothing listens: its port was free a moment ago. */
export async function refusedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** An origin whose name does not resolve: RFC 2606 keeps it from ever existing. */
export const unknownHostOrigin = 'https://rongcloud.invalid';
