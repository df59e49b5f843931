import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body and keeps at most one byte more than `maxBytes`. It reads to the end even so: many clients
 * send all of a body before they read the reply, and a connection closed earlier is reset under them.
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
