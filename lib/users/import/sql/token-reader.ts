import { CommandError } from '../../../operator/command-line.ts';
import { type Dialect, readToken, type Token } from './tokens.ts';

/** Far above any row of accounts; a longer piece is a fault in the file, and would fill the memory. */
const maxPieceCharacters = 64 * 1024 * 1024;

/** A dump as a row of tokens, read as far as it is asked for. */
export interface TokenReader {
  /** Undefined at the end. */
  next(): Promise<Token | undefined>;
  /** The rest of the line, for the data that follows PostgreSQL's COPY. */
  nextLine(): Promise<string | undefined>;
}

export function tokenReader(chunks: AsyncIterable<string>, dialect: Dialect): TokenReader {
  const source = chunks[Symbol.asyncIterator]();
  let text = '';
  let at = 0;
  let isAtEnd = false;

  async function readOn(): Promise<void> {
    const { value, done } = await source.next();
    isAtEnd = done === true;
    // A line end, so that the last token too is followed by something.
    text = text.slice(at) + (isAtEnd ? '\n\n' : value);
    at = 0;
    if (text.length > maxPieceCharacters)
      throw new CommandError('the file has a piece too long to be an account');
  }

  return {
    next: async () => {
      for (;;) {
        const reading = readToken(text, at, dialect);
        if (reading === 'need-more') {
          if (isAtEnd) return undefined;
          await readOn();
        } else {
          at = reading.end;
          if (reading.token !== undefined) return reading.token;
        }
      }
    },
    nextLine: async () => {
      for (;;) {
        const end = text.indexOf('\n', at);
        if (end >= 0) {
          const line = text.slice(at, end);
          at = end + 1;
          return line.endsWith('\r') ? line.slice(0, -1) : line;
        }
        if (isAtEnd) return undefined;
        await readOn();
      }
    },
  };
}
