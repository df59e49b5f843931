/** The columns that an import uses; the first two are required. */
export const usedColumns = 'username password is_active is_staff is_superuser rongcloud_id'.split(' ');

const select = 'select username, password, is_active, is_staff, is_superuser from auth_user';

/** How each database writes a file that the import reads; docs/accounts.md has the same commands. */
const commands = {
  django: 'python manage.py dumpdata auth.user --output users.json',
  postgresql: `psql DATABASE -c "\\copy (${select}) to 'users.csv' csv header"`,
  mysql: `mysql --batch --default-character-set=utf8mb4 -e "${select}" DATABASE > users.tsv`,
  sqlite: `sqlite3 -header -csv DATABASE.sqlite3 "${select}" > users.csv`,
};

export const tabSeparatedAdvice = `select only the columns that count: ${commands.mysql}`;

const excelAdvice = 'save it in Excel as "CSV UTF-8 (comma delimited)"';

/** First bytes of files that are no text, in Latin-1. */
const binaryKinds: readonly [beginning: string, description: string][] = [
  ['\x1f\x8b', 'it is compressed with gzip; decompress it'],
  ['BZh', 'it is compressed with bzip2; decompress it'],
  ['\xfd7zXZ', 'it is compressed with xz; decompress it'],
  ['\x28\xb5\x2f\xfd', 'it is compressed with zstd; decompress it'],
  ['PK\x03\x04', `it is an Excel workbook (XLSX) or a zip archive; ${excelAdvice}, or unpack it`],
  ['\xd0\xcf\x11\xe0', `it is an Excel workbook (XLS); ${excelAdvice}`],
  ['PGDMP', `it is pg_dump's custom format; make CSV: ${commands.postgresql}`],
  ['SQLite format 3\0', `it is a SQLite database; make CSV: ${commands.sqlite}`],
];

/** Enough for the comments at the head of a dump. */
const beginningLength = 8_192;

/** Describes bytes that are no text; undefined if they may be text. */
export function binaryKind(bytes: Buffer): string | undefined {
  const beginning = bytes.toString('latin1', 0, beginningLength);
  return binaryKinds.find(([one]) => beginning.startsWith(one))?.[1];
}

const sql =
  /^\s*(?:--(?:\s|$)|\/\*|\\(?:restrict|connect)|(?:INSERT|REPLACE|COPY|CREATE|SET|BEGIN|DROP|ALTER|LOCK|START|USE|PRAGMA|SELECT|UPDATE|DELETE|WITH)\s)/im;

/** In the order in which they are tried: a YAML document begins like a comment of SQL. */
const textKinds: readonly [content: RegExp, description: string][] = [
  [/^\s*$/, 'it is empty'],
  [/^\s*</, `it is XML or HTML; make JSON: ${commands.django}`],
  [/^\s*(?:---\s|%YAML|- +\w+:)/, `it is YAML; make JSON: ${commands.django}`],
  [/^\[\s*(?:\{|$)|^\{\s*"model"/m, `text is printed before the JSON; use --output: ${commands.django}`],
  [
    /^\s*\+-[-+]*\+|^[\w |]+\|[\w |]*$/m,
    `it is a table drawn for a person; make CSV: ${commands.postgresql}`,
  ],
];

function sqlCommand(text: string): string {
  if (/MySQL|MariaDB|`/.test(text)) return commands.mysql;
  return /PostgreSQL|\bCOPY\b|\bpublic\./.test(text) ? commands.postgresql : commands.django;
}

/** Describes a text that is neither JSON nor CSV with a header. */
export function textKind(text: string): string {
  const beginning = text.slice(0, beginningLength);
  const known = textKinds.find(([content]) => content.test(beginning));
  if (known !== undefined) return known[1];
  if (sql.test(beginning)) return `SQL is not read; use instead: ${sqlCommand(beginning)}`;
  return 'it is neither JSON of dumpdata nor CSV whose first line names the columns username and password';
}
