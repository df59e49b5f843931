import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body to its end and keeps at most `maxBytes` + 1 bytes. Many clients send a whole body before they
 * read the reply; a connection that is closed earlier would be reset.
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
