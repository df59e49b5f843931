import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** Opens a connection to the server on this machine that has this origin. */
export const openConnection = (origin: string): Socket => connect(Number(new URL(origin).port), '127.0.0.1');

/**
 * Sends the bytes and reads until the server closes the connection. Rejects if the connection is reset: a client might
 * not have read the reply then.
 */
export async function exchange(
  origin: string,
  bytes: string | Buffer,
  { isHalfClosed = false } = {},
): Promise<string> {
  const socket = openConnection(origin);
  socket.write(bytes);
  if (isHalfClosed) socket.end();
  return await text(socket);
}

/** Resolves when the connection is closed, also by a reset. */
export const closing = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.on('error', () => {}).once('close', () => resolve());
  });

/** Sends the bytes and closes the connection without waiting for a reply. */
export async function breakOff(origin: string, bytes: string): Promise<void> {
  const socket = openConnection(origin);
  const closed = closing(socket);
  await once(socket, 'connect');
  socket.write(bytes, () => socket.resetAndDestroy());
  await closed;
}
