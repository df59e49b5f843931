const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|[\s\S])/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return escapes.get(code) ?? code;
  });

/** A line of PostgreSQL's COPY text format: https://www.postgresql.org/docs/current/sql-copy.html */
export const copyValues = (line: string): (string | null)[] =>
  line.split('\t').map((field) => (field === '\\N' ? null : unescaped(field)));
