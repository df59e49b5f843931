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
    ['empty lines and empty rows', `\n${csv}\n,\n\n`],
    ['quoted cells', csv.replace(hash, `"${hash}"`)],
    ['UTF-16 with its mark', utf16(csv)],
    ['UTF-16 big endian with its mark', utf16(csv).swap16()],
    ['empty trailing cells in every line', csv.replaceAll('\n', ',,\n')],
    ['empty trailing cells in its rows', `username,password\n王老师,${hash},,\n`],
    ['tabs', csv.replaceAll(',', '\t')],
  ])('are read from CSV with %s', async (_what, content) => {
    expect(await rowsOf(content)).toEqual([
      { fields: { username: '王老师', password: hash }, fault: undefined },
    ]);
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

describe('a row that cannot be read', () => {
  it.each([
    [
      'is shorter than the header',
      'username,password,is_active\nann,x',
      'it has 2 cells, and the first line names 3 columns',
    ],
    [
      'is longer than the header',
      'username,password\nann,x,y',
      'it has 3 cells, and the first line names 2 columns',
    ],
    [
      'may be shifted into an empty last column by an unquoted comma',
      'username,password,first_name,is_superuser,last_name\nann,x,Joe,1,0,',
      'it has 6 cells, and the first line names 5 columns',
    ],
    [
      'has a backslash between tabs',
      'username\tpassword\nann\\nbob\tx',
      'a backslash or quote in tab-separated text may be an escape; give this user as CSV',
    ],
  ])('is a row that %s', async (_what, content, fault) => {
    expect((await rowsOf(content)).map((row) => row.fault)).toEqual([fault]);
  });
});

describe('a file that is refused', () => {
  const neither =
    'it is neither JSON of dumpdata nor CSV with the columns username and password; docs/accounts.md has the command that writes it';
  const noText = 'it is not UTF-8 text: a compressed file, a workbook or another encoding';

  it.each<[string, string | Buffer, string]>([
    ['empty', '', neither],
    ['mysqldump', '-- MySQL dump 10.13\nINSERT INTO `auth_user` VALUES (1);', neither],
    ['XML', '<?xml version="1.0"?><django-objects/>', neither],
    ['YAML', '- model: auth.user\n  pk: 1\n', neither],
    ['a line before JSON', `Loading .env\n[${dumped('ann')}]`, neither],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), noText],
    ['GBK', Buffer.from([...Buffer.from('username,password\n'), 0xc4, 0xe3, 0x2c, 0x61]), noText],
    ['UTF-16 without its mark', Buffer.from('username,password', 'utf16le'), noText],
    ['cut JSON', `[${dumped('ann')}, {"model": "auth.us`, 'it is broken JSON, at line 1'],
    ['broken JSON', `[\n${dumped('ann')}\n${dumped('bob')}]`, 'it is broken JSON, at line 3'],
    ['cut JSONL', `${dumped('ann')}\n{"model": "auth.user",`, 'it is broken JSON, at line 2'],
    ['other JSON', '[{"name": "a"}]', 'it is JSON, but not as manage.py dumpdata writes it'],
    [
      'another model',
      '[{"model":"a.b","fields":{}}]',
      'it has no users of the model auth.user, but "a.b"; --model names another',
    ],
    ['no header', `ann,${hash}\n`, neither],
    ['no password column', 'username,is_active\nann,1\n', 'its first line lacks the column password'],
    [
      'capitals in the header',
      'Username,Password\nann,1\n',
      'its first line lacks the column username and password',
    ],
    ['a column twice', 'username,password,username\na,b,c\n', 'its first line names "username" twice'],
    [
      'an unknown column',
      'username,password,is_superuzer\na,b,1\n',
      'its first line names unknown columns: "is_superuzer"; known are username, password, is_active, is_staff, is_superuser, rongcloud_id',
    ],
    [
      'semicolons',
      'username;password\na;b\n',
      'its columns are separated by semicolons; save it with commas',
    ],
    [
      'tabs and a free text',
      'username\tpassword\tfirst_name\na\tb\tc\n',
      'tab-separated text may only have the columns username, password, is_active, is_staff, is_superuser, rongcloud_id',
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
