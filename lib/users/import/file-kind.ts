import { decodeText } from '../decode-text.ts';

/** The columns that an import uses; the first two are required. */
export const usedColumns = 'username password is_active is_staff is_superuser rongcloud_id'.split(' ');

/** First bytes in hexadecimal. */
const signatures = {
  '1f8b': 'gzip',
  '425a68': 'bzip2',
  fd377a585a: 'xz',
  '28b52ffd': 'zstd',
  '377abcaf': '7-Zip',
  '504b0304': 'an Excel workbook or a zip archive',
  d0cf11e0: 'an Excel workbook',
  '25504446': 'PDF',
  '5047444d50': "pg_dump's custom format",
  '53514c697465': 'a SQLite database',
};

/** Describes bytes that are not UTF-8 text. */
export function binaryKind(bytes: Buffer): string {
  const beginning = bytes.toString('hex', 0, 8);
  const [, kind] = Object.entries(signatures).find(([signature]) => beginning.startsWith(signature)) ?? [];
  if (kind !== undefined) return `it looks like ${kind}, and must be text`;
  if (bytes.includes(0)) return 'it is no text, or UTF-16 that is damaged or lacks its byte order mark';
  return `it is not UTF-8 but perhaps ${decodeText(bytes, 'gb18030') ? 'GBK' : 'Windows-1252'}; save it as UTF-8`;
}

/** The first lines of texts that are not imported, in the order in which they are tried. */
const textKinds: readonly [content: RegExp, kind: string][] = [
  [/^\s*$/, 'an empty file'],
  [/^\s*</, 'XML or HTML'],
  [/^\s*(?:---\s|%YAML|- +\w+:)/, 'YAML'],
  [/^\s*[+|┌╭]|^[\w "]+\|/, 'a table drawn for a person'],
  [
    /^\s*(?:--\s|--$|\/\*|(?:INSERT|REPLACE|COPY|CREATE|SET|BEGIN|DROP|ALTER|LOCK|USE|PRAGMA|SELECT)\s)/im,
    'SQL',
  ],
  [
    /^\s*\[?\s*\{\s*"model"|(?:^|[,\t])"?(?:username|password)"?(?:[,\t]|$)/m,
    'JSON or CSV after other text (npm run -s prints none)',
  ],
];

/** Enough for the comments at the head of a dump. */
const beginningLength = 8_192;

/** Describes a text that is neither JSON of dumpdata nor CSV. */
export function textKind(text: string): string {
  const beginning = text.slice(0, beginningLength);
  const [, kind] = textKinds.find(([content]) => content.test(beginning)) ?? [];
  const found = kind === undefined ? 'is' : `looks like ${kind},`;
  return `it ${found} neither JSON of dumpdata nor CSV with the columns username and password; write it with: python manage.py dumpdata auth.user --output users.json (docs/accounts.md has commands of databases)`;
}
