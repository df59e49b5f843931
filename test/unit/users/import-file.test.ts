import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../lib/operator/command-line.ts';
import { readRows } from '../../../lib/users/import/read-rows.ts';
import { readText } from '../../../lib/users/import/read-text.ts';

/** The rows of a file that is piped in. */
async function rowsOf(content: string | Buffer) {
  const input = new PassThrough();
  input.end(content);
  // Of a terminal's own members only isTTY is read.
  return readRows(await readText('-', input as unknown as NodeJS.ReadStream), 'auth.user');
}

const hash = 'pbkdf2_sha256$10$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const dumped = (username: string) => `{"model":"auth.user","pk":1,"fields":{"username":"${username}"}}`;

describe('the accounts of a file', () => {
  const csv = `username,password\n王老师,${hash}\n`;

  it.each<[string, string | Buffer]>([
    ['UTF-8', csv],
    ['a byte order mark', `\uFEFF${csv}`],
    ['CRLF', csv.replaceAll('\n', '\r\n')],
    ['CR', csv.replaceAll('\n', '\r')],
    ['no line end at its end', csv.trimEnd()],
    ['empty lines and empty rows', `\n${csv}\n,\n  \n`],
    ['quoted cells', csv.replace(hash, `"${hash}"`)],
    ['UTF-16 with its mark', utf16(csv)],
    ['UTF-16 big endian with its mark', utf16(csv).swap16()],
    ['empty trailing cells in every line', csv.replaceAll('\n', ',,\n')],
    ['empty trailing cells in its rows', `username,password\n王老师,${hash},,\n`],
    ['tabs', csv.replaceAll(',', '\t')],
  ])('are read from CSV with %s', async (_what, content) => {
    expect(await rowsOf(content)).toEqual([{ fields: { username: '王老师', password: hash } }]);
  });

  it.each<[string, string | Buffer]>([
    ['JSON', `[${dumped('ann')}, {"model":"auth.group","fields":{}}, ${dumped('王')}]`],
    ['JSON in many lines', `[\r\n${dumped('ann')},\r\n${dumped('王')}\r\n]\r\n`],
    ['JSON in the UTF-16 of PowerShell', utf16(`[${dumped('ann')},${dumped('王')}]`)],
    ['JSONL', `${dumped('ann')}\n\n${dumped('王')}\n`],
    ['JSONL with a mark and CRLF', `\uFEFF${dumped('ann')}\r\n${dumped('王')}`],
  ])('are read from %s of dumpdata', async (_what, content) => {
    expect(await rowsOf(content)).toEqual([{ fields: { username: 'ann' } }, { fields: { username: '王' } }]);
  });

  it('keep cells with commas, quotes and line breaks as they are', async () => {
    const [row] = await rowsOf(`password,username,first_name\n"a,""b""\nc",ann,\n`);
    expect(row?.fields).toEqual({ password: 'a,"b"\nc', username: 'ann' });
  });
});

describe('a name that the program which wrote the file may have altered', () => {
  it.each([
    ['a\\\\nb', 'a backslash or quote may be an escape'],
    ['"a""b"', 'a backslash or quote may be an escape'],
    ['???', 'a ? may stand for a character that was lost in a conversion'],
    ['1.38E+10', 'a spreadsheet may have rounded a number'],
    ['NULL', 'NULL may stand for an empty cell'],
    ['\uFEFFann', 'there is a byte order mark within the file'],
  ])('%s of CSV is refused', async (name, fault) => {
    const rows = await rowsOf(`username,password,rongcloud_id\n${name},x,1\nann,x,${name}\nbob,x,\n`);
    const message = `${fault}; import this user from JSON`;
    expect(rows.map((row) => row.fault)).toEqual([message, message, undefined]);
  });

  it('is accepted from JSON', async () => {
    expect(await rowsOf(`[${dumped('???')}]`)).toEqual([{ fields: { username: '???' } }]);
  });
});

describe('a file whose rows are not as long as its header', () => {
  it.each([
    ['a short row', 'username,password,is_active\nann,x', '1 of its rows', '1'],
    ['a long row', 'username,password\nann,x\nbob,x,y', '1 of its rows', '2'],
    [
      'a row that an unquoted comma may have shifted into an empty last column',
      'username,password,first_name,is_superuser,last_name\nann,x,Joe,1,0,',
      '1 of its rows',
      '1',
    ],
    [
      'a row that an unquoted comma may have shifted into an empty RongCloud id',
      'password,username,is_superuser,rongcloud_id\nx,ann,1,0,',
      '1 of its rows',
      '1',
    ],
    [
      'a row of its own after a line break without quotes',
      'first_name,username,password,is_superuser\nann\nJoe,eve,x,1',
      '1 of its rows',
      '1',
    ],
    [
      'many such rows',
      `username,password\n${'x\n'.repeat(12)}`,
      '12 of its rows',
      '1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
    ],
  ])('is refused: %s', async (_what, content, count, rows) => {
    await expect(rowsOf(content)).rejects.toThrow(
      new CommandError(
        `${count} have another number of cells than its first line, as after a comma or a line break without quotes: row ${rows}`,
      ),
    );
  });
});

describe('a file that is refused', () => {
  const write =
    'neither JSON of dumpdata nor CSV with the columns username and password; write it with: python manage.py dumpdata auth.user --output users.json (docs/accounts.md has commands of databases)';
  const neither = `it is ${write}`;
  const sql = `it looks like SQL, ${write}`;
  const table = `it looks like a table drawn for a person, ${write}`;
  const afterText = `it looks like JSON or CSV after other text (npm run -s prints none), ${write}`;
  const noText = 'it is no text, or UTF-16 that is damaged or lacks its byte order mark';
  const columns = 'username, password, is_active, is_staff, is_superuser, rongcloud_id';

  it.each<[string, string | Buffer, string]>([
    ['empty', '', `it looks like an empty file, ${write}`],
    ['only a byte order mark', '\uFEFF\n', `it looks like an empty file, ${write}`],
    ['mysqldump', '-- MySQL dump 10.13\nINSERT INTO `auth_user` VALUES (1);', sql],
    ['mysqldump --compact', '/*!40101 SET character_set_client = utf8 */;\nCREATE TABLE `a` (', sql],
    ['pg_dump', '--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;', sql],
    ['COPY', 'COPY public.auth_user (id, password, username, first_name) FROM stdin;\n1\tx\ta\tb', sql],
    ['INSERT with columns', 'insert into auth_user\n(id,username,password) values (1,2,3);', sql],
    ['SQLite’s .dump', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;', sql],
    ['XML', '<?xml version="1.0"?><django-objects/>', `it looks like XML or HTML, ${write}`],
    ['YAML', '- model: auth.user\n  pk: 1\n', `it looks like YAML, ${write}`],
    ['psql’s table', ' username | password \n----------+------\n ann | x', table],
    ['mysql’s table', '+----------+\n| username |\n+----------+', table],
    ['a line before JSON', `Loading .env\n[${dumped('ann')}]`, afterText],
    ['npm’s lines before JSON', `\n> school@1.0.0 dump\n> dump\n\n[\n${dumped('ann')}]`, afterText],
    ['a log’s line before JSON', `[INFO] start\n[${dumped('ann')}]`, afterText],
    ['a warning before tab-separated text', 'mysql: [Warning] Insecure\nusername\tpassword\n', afterText],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'it looks like gzip, and must be text'],
    [
      'a workbook',
      Buffer.from('PK\x03\x04\0'),
      'it looks like an Excel workbook or a zip archive, and must be text',
    ],
    [
      'pg_dump’s custom format',
      Buffer.from('PGDMP\x01\0'),
      "it looks like pg_dump's custom format, and must be text",
    ],
    ['SQLite', Buffer.from('SQLite format 3\0'), 'it looks like a SQLite database, and must be text'],
    [
      'GBK',
      Buffer.from([...Buffer.from('username,password\n'), 0xcd, 0xf5, 0x2c, 0x61]),
      'it is not UTF-8 but perhaps GBK; save it as UTF-8',
    ],
    [
      'Windows-1252',
      Buffer.from('username,password\nJosé,a', 'latin1'),
      'it is not UTF-8 but perhaps Windows-1252; save it as UTF-8',
    ],
    ['UTF-16 without its mark', Buffer.from('username,password', 'utf16le'), noText],
    ['UTF-16 that is cut', utf16('username,password').subarray(0, -1), noText],
    ['a NUL', 'username,password\na\0,b\n', noText],
    ['cut JSON', `[${dumped('ann')}, {"model": "auth.us`, 'it is broken JSON, at line 1'],
    ['broken JSON', `[\n${dumped('ann')}\n${dumped('bob')}]`, 'it is broken JSON, at line 3'],
    ['two documents', `[${dumped('ann')}]\n[${dumped('bob')}]`, 'it is broken JSON, at line 2'],
    ['cut JSONL', `${dumped('ann')}\n{"model": "auth.user",`, 'it is broken JSON, at line 2'],
    ['other JSON', '[{"name": "a"}]', 'it is JSON, but not as manage.py dumpdata writes it'],
    [
      'another model',
      '[{"model":"a.b","fields":{}}]',
      'it has no users of the model auth.user, but "a.b"; --model names another',
    ],
    ['no header', `ann,${hash}\n`, neither],
    [
      'no password column',
      'username,is_active\nann,1\n',
      'its first line lacks the column password, in small letters and without blanks',
    ],
    [
      'capitals in the header',
      'Username,Password\nann,1\n',
      'its first line lacks the column username and password, in small letters and without blanks',
    ],
    ['a column twice', 'username,password,username\na,b,c\n', 'its first line names "username" twice'],
    [
      'an unknown column',
      'username,password,is_superuzer\na,b,1\n',
      `its first line names other columns: "is_superuzer"; select only ${columns}`,
    ],
    [
      'semicolons',
      'username;password\na;b\n',
      'its columns are separated by semicolons; save it with commas',
    ],
    [
      'tabs and a free text',
      'username\tpassword\tfirst_name\na\tb\tc\n',
      `its first line names other columns: "first_name"; select only ${columns}`,
    ],
    ['an open quote', 'username,password\n"ann,x\n', 'it is broken CSV: the quote in line 2 is never closed'],
    [
      'a quote in a cell',
      'username,password\nan"n,x\n',
      'it is broken CSV: the quote in line 2 is in the middle of a cell',
    ],
    [
      'text after a quote',
      'username,password\n"an"n,x\n',
      'it is broken CSV: the quote in line 2 is in the middle of a cell',
    ],
  ])('%s', async (_what, content, message) => {
    await expect(rowsOf(content)).rejects.toThrow(new CommandError(message));
  });
});
