import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { CommandError } from '../../operator/command-line.ts';

/** About a million accounts. The file is checked as a whole before the first account is stored. */
const maxFileBytes = 256 * 1024 * 1024;

async function readBytes(source: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxFileBytes) throw new CommandError('it has more than 256 MB; split it');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes UTF-8, or UTF-16 with its byte order mark. @throws CommandError */
function textOf(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  const text = decode(bytes, mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8');
  if (text !== undefined && !text.includes('\0')) return text;
  throw new CommandError('it is not UTF-8 text: a compressed file, a workbook or another encoding');
}

/**
 * The text of a file, or of standard input if the path is `-`.
 * @throws CommandError if it cannot be read, or is no text.
 */
export async function readText(path: string, input: NodeJS.ReadStream): Promise<string> {
  if (path === '-' && input.isTTY) throw new CommandError('name a file, or pipe one in');
  try {
    return textOf(await readBytes(path === '-' ? input : createReadStream(path)));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'EISDIR' ? 'it is a directory' : `it cannot be read: ${message}`, error);
  }
}
