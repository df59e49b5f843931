import { createReadStream } from 'node:fs';
import { CommandError } from '../../operator/command-line.ts';
import { decodeText } from '../decode-text.ts';
import { binaryKind } from './file-kind.ts';

/** About a million accounts. The file is checked as a whole before the first account is stored. */
const maxFileBytes = 256 * 1024 * 1024;

/** By the byte order mark. */
const encodings: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };

/**
 * The text of a file, or of standard input if the path is `-`: UTF-8, or UTF-16 with its byte order mark.
 * @throws CommandError if it cannot be read, or is no text.
 */
export async function readText(path: string, input: NodeJS.ReadStream): Promise<string> {
  if (path === '-' && input.isTTY) throw new CommandError('name a file, or pipe one in');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of path === '-' ? input : createReadStream(path)) {
      size += chunk.length;
      if (size > maxFileBytes) throw new CommandError('it has more than 256 MB; split it');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'EISDIR' ? 'it is a directory' : `it cannot be read: ${message}`, error);
  }
  const bytes = Buffer.concat(chunks);
  const text = decodeText(bytes, encodings[bytes.toString('hex', 0, 2)]);
  if (text === undefined) throw new CommandError(binaryKind(bytes));
  return text;
}
