import { CommandError } from '../../../operator/command-line.ts';
import type { DjangoRow } from '../account.ts';
import { copyValues } from './copy-data.ts';
import { type TokenReader, tokenReader } from './token-reader.ts';
import type { Dialect, Token } from './tokens.ts';

const isSymbol = (token: Token | undefined, text: string) => token?.kind === 'symbol' && token.text === text;
const isWord = (token: Token | undefined, text: string) =>
  token?.kind === 'word' && token.text.toUpperCase() === text;

const cutShort = () => new CommandError('the file ends in the middle of a statement');

async function take(tokens: TokenReader): Promise<Token> {
  const token = await tokens.next();
  if (token === undefined) throw cutShort();
  return token;
}

async function skipStatement(tokens: TokenReader): Promise<undefined> {
  for (let token = await tokens.next(); token !== undefined; token = await tokens.next()) {
    if (isSymbol(token, ';')) return undefined;
  }
}

/** The items between parentheses, the opening one taken already: each the tokens of its own, nested ones included. */
async function readItems(tokens: TokenReader): Promise<Token[][]> {
  const items: Token[][] = [[]];
  for (let depth = 1; ; ) {
    const token = await take(tokens);
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    if (depth === 0) return items;
    if (depth === 1 && isSymbol(token, ',')) items.push([]);
    else items.at(-1)?.push(token);
  }
}

const notColumns = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'KEY',
  'INDEX',
  'CHECK',
  'FOREIGN',
  'EXCLUDE',
]);

/** The columns of a CREATE TABLE, which an INSERT without names goes by. */
function columnsOf(items: readonly Token[][]): string[] {
  return items.flatMap(([first]) =>
    first === undefined || (first.kind === 'word' && notColumns.has(first.text.toUpperCase()))
      ? []
      : [first.text],
  );
}

/** A value: a string as it is, NULL as null, anything else as it stands. */
function textOf(item: readonly Token[]): string | null {
  // What stands before a string (MySQL's _binary) or after it (PostgreSQL's ::text) does not change it.
  const token = item.find(({ kind }) => kind === 'string') ?? item[0];
  return token === undefined || isWord(token, 'NULL') ? null : token.text;
}

function rowOf(columns: readonly string[], values: readonly (string | null)[]): DjangoRow {
  if (columns.length !== values.length)
    throw new CommandError('a row has not as many values as there are columns');
  return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
}

const noColumns = (table: string) =>
  new CommandError(
    `the file names no columns of ${table}; make it with CREATE TABLE in it, or with column names ` +
      '(mysqldump --complete-insert, pg_dump --column-inserts)',
  );

/** The columns of the table, where this CREATE is its own. */
async function readCreate(tokens: TokenReader, table: string): Promise<string[] | undefined> {
  let token = await take(tokens);
  if (!isWord(token, 'TABLE')) return await skipStatement(tokens);
  let name = '';
  for (token = await take(tokens); !isSymbol(token, '('); token = await take(tokens)) {
    if (isSymbol(token, ';')) return undefined;
    // The last word before the parenthesis is the name, whatever schema or IF NOT EXISTS stands before it.
    name = token.text;
  }
  const columns = columnsOf(await readItems(tokens));
  await skipStatement(tokens);
  return name === table ? columns : undefined;
}

/** What stands between a statement's first word and its data. */
interface Target {
  readonly table: string;
  readonly columns: readonly string[] | undefined;
}

/** Reads on to the word that ends the target. */
async function readTarget(tokens: TokenReader, endings: readonly string[]): Promise<Target> {
  let table = '';
  let columns: string[] | undefined;
  for (;;) {
    const token = await take(tokens);
    if (endings.some((word) => isWord(token, word))) return { table, columns };
    if (isSymbol(token, ';')) throw cutShort();
    if (isSymbol(token, '(')) columns = columnsOf(await readItems(tokens));
    // The last name before the columns or the data is the table's, after INTO and a schema.
    else if (columns === undefined && token.kind !== 'symbol') table = token.text;
  }
}

async function* readInsert(tokens: TokenReader, table: string, created: readonly string[] | undefined) {
  const target = await readTarget(tokens, ['VALUES', 'OVERRIDING', 'SELECT']);
  if (target.table !== table) return await skipStatement(tokens);
  const columns = target.columns ?? created;
  if (columns === undefined) throw noColumns(table);
  for (let token = await take(tokens); !isSymbol(token, ';'); token = await take(tokens)) {
    if (isSymbol(token, '(')) yield rowOf(columns, (await readItems(tokens)).map(textOf));
  }
}

async function* readCopy(tokens: TokenReader, table: string): AsyncGenerator<DjangoRow> {
  const target = await readTarget(tokens, ['FROM', 'TO']);
  if (!isWord(await take(tokens), 'STDIN')) return await skipStatement(tokens);
  await skipStatement(tokens);
  await tokens.nextLine();
  for (let line = await tokens.nextLine(); line !== '\\.'; line = await tokens.nextLine()) {
    if (line === undefined) throw cutShort();
    if (target.table !== table) continue;
    if (target.columns === undefined) throw noColumns(table);
    yield rowOf(target.columns, copyValues(line));
  }
}

/** The rows of a table in what mysqldump or pg_dump wrote, one at a time. */
export async function* sqlRows(
  chunks: AsyncIterable<string>,
  { table, dialect }: { table: string; dialect: Dialect },
): AsyncGenerator<DjangoRow> {
  const tokens = tokenReader(chunks, dialect);
  let created: readonly string[] | undefined;
  for (let first = await tokens.next(); first !== undefined; first = await tokens.next()) {
    if (isWord(first, 'CREATE')) created = (await readCreate(tokens, table)) ?? created;
    else if (isWord(first, 'INSERT')) yield* readInsert(tokens, table, created);
    else if (isWord(first, 'COPY')) yield* readCopy(tokens, table);
    else if (!isSymbol(first, ';')) await skipStatement(tokens);
  }
}
