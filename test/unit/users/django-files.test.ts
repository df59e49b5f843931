import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf, type DjangoRow, RowRefused } from '../../../lib/users/import/account.ts';
import { readRows } from '../../../lib/users/import/read-rows.ts';
import { sqlRows } from '../../../lib/users/import/sql/rows.ts';

const folder = join(import.meta.dirname, '../../support/django/dumps');
const source = { table: 'auth_user', model: 'auth.user' };

const files = [
  'dumpdata.json',
  'psql-copy.csv',
  'mysqldump.sql',
  'mysqldump-complete-insert.sql',
  'pg-dump-copy.sql',
  'pg-dump-inserts.sql',
  'pg-dump-column-inserts.sql',
];

async function rowsOf(name: string) {
  const rows: DjangoRow[] = [];
  for await (const row of (await readRows(join(folder, name), source)).rows) rows.push(row);
  return rows;
}

const rules = { acceptsWeakDigests: false, importedAt: '2026-01-05T02:00:00.000Z' };

function outcome(row: DjangoRow) {
  try {
    const { username, role, isDisabled } = accountOf(row, rules);
    return [username, role, isDisabled];
  } catch (error) {
    if (error instanceof RowRefused) return [row.username, error.message];
    throw error;
  }
}

describe('the users of a Django', () => {
  it.each(files)('are read from %s as they are', async (name) => {
    expect((await rowsOf(name)).map(outcome)).toEqual([
      ['wang.wei', 'student', false],
      ['head', 'admin', false],
      ['teacher', 'teacher', false],
      ['李雷😀', 'student', false],
      ["o'neil\\", 'student', false],
      ['left', 'student', true],
      ['nopass', 'Django holds no usable password for this user'],
      ['ancient', 'the password is plain sha1; --weak-digests takes it over'],
      ['broken', 'the password is in no format that can be checked'],
    ]);
  });

  it.each(files)('keep what stands beside their names in %s apart', async (name) => {
    const names = (await rowsOf(name)).map(({ first_name, last_name }) => [first_name, last_name]);
    expect(names.slice(0, 5)).toEqual([
      ['伟', '王'],
      ['', ''],
      ["O'Brien; DROP", 'back\\slash \\N "quoted"'],
      ['tab\there', 'line\nbreak'],
      ["\\'; --", '/* no comment */ ),('],
    ]);
  });

  it.each(files.filter((name) => name.endsWith('.sql')))(
    'are the same wherever %s is cut while it is read',
    async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      const dialect = name.startsWith('mysql') ? 'mysql' : 'postgresql';
      const whole = await rowsOf(name);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 20 }), async (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
          const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
          const rows: DjangoRow[] = [];
          for await (const row of sqlRows(
            (async function* () {
              yield* chunks;
            })(),
            { table: 'auth_user', dialect },
          )) {
            rows.push(row);
          }
          expect(rows).toEqual(whole);
        }),
        { numRuns: 50 },
      );
    },
  );
});

const escaping = (escapes: ReadonlyMap<string, string>) => (value: string) =>
  Array.from(value, (one) => (escapes.has(one) ? `\\${escapes.get(one)}` : one)).join('');

const mysqlText = escaping(
  new Map([
    ['\0', '0'],
    ['\n', 'n'],
    ['\r', 'r'],
    ['\x1a', 'Z'],
    ['\\', '\\'],
    ["'", "'"],
    ['"', '"'],
  ]),
);
const copyText = escaping(
  new Map([
    ['\b', 'b'],
    ['\f', 'f'],
    ['\n', 'n'],
    ['\r', 'r'],
    ['\t', 't'],
    ['\v', 'v'],
    ['\\', '\\'],
  ]),
);

/** As mysql_real_escape_string, PostgreSQL with standard_conforming_strings, and COPY's text format write a value. */
const writers = {
  mysql: (value: string) => `INSERT INTO \`t\` (\`v\`) VALUES ('${mysqlText(value)}');`,
  postgresql: (value: string) => `INSERT INTO public.t (v) VALUES ('${value.replaceAll("'", "''")}');`,
  copy: (value: string) => `COPY public.t (v) FROM stdin;\n${copyText(value)}\n\\.\n`,
};

describe('a value in a dump', () => {
  it.each(Object.entries(writers))('that %s wrote is read back, whatever it is', async (kind, write) => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom("'", '\\', '\n', '\t', ';', '(', ')', ',', 'N', '\0', '-', '.') }),
        async (a, b) => {
          const value = a + b;
          const dialect = kind === 'mysql' ? 'mysql' : 'postgresql';
          const chunks = (async function* () {
            yield write(value);
          })();
          const rows: DjangoRow[] = [];
          for await (const row of sqlRows(chunks, { table: 't', dialect })) rows.push(row);
          expect(rows).toEqual([{ v: value }]);
        },
      ),
    );
  });

  it('of a table whose columns are not named anywhere is refused with what to do', async () => {
    const chunks = (async function* () {
      yield "INSERT INTO `auth_user` VALUES (1,'x');\n";
    })();
    await expect(sqlRows(chunks, { table: 'auth_user', dialect: 'mysql' }).next()).rejects.toThrow(
      'the file names no columns of auth_user; make it with CREATE TABLE in it, or with column names (mysqldump --complete-insert, pg_dump --column-inserts)',
    );
  });

  it.each([
    "INSERT INTO auth_user (username) VALUES ('a'), ('b",
    'COPY auth_user (username) FROM stdin;\na\nb\n',
  ])('that is cut off is refused: %j', async (text) => {
    const chunks = (async function* () {
      yield text;
    })();
    const read = async () => {
      for await (const _row of sqlRows(chunks, { table: 'auth_user', dialect: 'postgresql' }));
    };
    await expect(read()).rejects.toThrow('the file ends in the middle of a statement');
  });
});

describe('a row of users', () => {
  const row = { username: 'ann', password: 'md5$salt$0123456789abcdef0123456789abcdef', is_active: 'True' };

  it.each([
    [{ ...row, username: undefined }, 'there is no username'],
    [{ ...row, username: null }, 'there is no username'],
    [{ ...row, username: {} }, 'there is no username'],
    [{ ...row, username: '' }, 'the username must be 1 to 150 characters, none of them a control character'],
    [
      { ...row, username: 'a\u202eb' },
      'the username must be 1 to 150 characters, none of them a control character',
    ],
    [
      { ...row, username: 'x'.repeat(151) },
      'the username must be 1 to 150 characters, none of them a control character',
    ],
    [{ ...row, password: null }, 'there is no password'],
    [{ ...row, password: 'pbkdf2_sha256$999999999$s$x' }, 'the password is in no format that can be checked'],
    [
      { ...row, password: 'md5$$0123456789abcdef0123456789abcdef', is_active: 'perhaps' },
      'is_active is neither true nor false',
    ],
  ])('is refused with the reason (%#)', (bad, reason) => {
    expect(() => accountOf(bad, { ...rules, acceptsWeakDigests: true })).toThrow(new RowRefused(reason));
  });

  it('has a username in digits where the file has a number', () => {
    expect(accountOf({ ...row, username: 20_160_517 }, { ...rules, acceptsWeakDigests: true }).username).toBe(
      '20160517',
    );
  });

  it('with a weak digest is taken over only where that is asked for', () => {
    expect(() => accountOf(row, rules)).toThrow('--weak-digests');
    expect(accountOf(row, { ...rules, acceptsWeakDigests: true })).toEqual({
      username: 'ann',
      passwordHash: 'md5$salt$0123456789abcdef0123456789abcdef',
      rongCloudUserId: 'ann',
      role: 'student',
      isDisabled: false,
      createdAt: '2026-01-05T02:00:00.000Z',
    });
  });
});
