/** How a dump writes strings. MySQL's escape with backslashes; in PostgreSQL's a backslash is an ordinary character. */
export type Dialect = 'mysql' | 'postgresql';

export type Token =
  | { readonly kind: 'string'; readonly text: string }
  /** A name in quotes, or a word or number as it stands. */
  | { readonly kind: 'name' | 'word' | 'symbol'; readonly text: string };

/** `need-more` where the text ends within a token that may go on. */
export type Reading = { readonly token: Token | undefined; readonly end: number } | 'need-more';

const mysqlEscapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['Z', '\x1a'],
]);

interface Quoted {
  readonly quote: string;
  /** Where the first character after the opening quote is. */
  readonly from: number;
  readonly escapes: ReadonlyMap<string, string> | undefined;
}

/** Reads to the closing quote; a doubled one stands for itself. */
function readQuoted(
  text: string,
  { quote, from, escapes }: Quoted,
): { value: string; end: number } | 'need-more' {
  let value = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    if (character === quote) {
      if (next === undefined) return 'need-more';
      if (next !== quote) return { value, end: at + 1 };
      value += quote;
      at += 1;
    } else if (character === '\\' && escapes !== undefined) {
      if (next === undefined) return 'need-more';
      value += escapes.get(next) ?? next;
      at += 1;
    } else {
      value += character;
    }
  }
  return 'need-more';
}

const postgresqlEscapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function skipTo(text: string, from: number, ending: string): Reading {
  const at = text.indexOf(ending, from);
  return at < 0 ? 'need-more' : { token: undefined, end: at + ending.length };
}

function readString(text: string, at: number, dialect: Dialect): Reading {
  const hasPrefix = text[at] !== "'";
  const escapes = hasPrefix ? postgresqlEscapes : dialect === 'mysql' ? mysqlEscapes : undefined;
  const read = readQuoted(text, { quote: "'", from: at + (hasPrefix ? 2 : 1), escapes });
  return read === 'need-more' ? read : { token: { kind: 'string', text: read.value }, end: read.end };
}

function readName(text: string, at: number, quote: string): Reading {
  const read = readQuoted(text, { quote, from: at + 1, escapes: undefined });
  return read === 'need-more' ? read : { token: { kind: 'name', text: read.value }, end: read.end };
}

const space = /\s+/y;
const word = /[+-]?[\w$]+(?:\.\d+)?/y;

const matchAt = (pattern: RegExp, text: string, at: number) => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const startsComment = (two: string, dialect: Dialect) =>
  two === '--' || (dialect === 'mysql' && two[0] === '#');

/**
 * The token at a place in the text, or none where there is only space or a comment. The text must go on for one
 * character beyond the token, as token-reader.ts makes sure at its end.
 */
export function readToken(text: string, at: number, dialect: Dialect): Reading {
  if (at + 1 >= text.length) return 'need-more';
  const two = text.slice(at, at + 2);
  if (startsComment(two, dialect)) return skipTo(text, at, '\n');
  if (two === '/*') return skipTo(text, at + 2, '*/');
  const first = two[0] ?? '';
  if (first === "'" || (two.toUpperCase() === "E'" && dialect === 'postgresql'))
    return readString(text, at, dialect);
  if (first === '"' || first === '`') return readName(text, at, first);
  const blank = matchAt(space, text, at);
  if (blank !== undefined) return { token: undefined, end: at + blank.length };
  const plain = matchAt(word, text, at) ?? first;
  if (at + plain.length >= text.length) return 'need-more';
  return {
    token: { kind: plain.length > 1 || /[\w$]/.test(plain) ? 'word' : 'symbol', text: plain },
    end: at + plain.length,
  };
}
