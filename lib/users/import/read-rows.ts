import { CsvError, parse } from 'csv-parse/sync';
import { CommandError } from '../../operator/command-line.ts';
import { quoted } from '../session.ts';
import type { AccountFields } from './account.ts';

/** The columns that an import uses; the first two are required. */
export const usedColumns = 'username password is_active is_staff is_superuser rongcloud_id'.split(' ');

export interface SourceRow {
  readonly fields: AccountFields;
  /** Why the row cannot be read, if it cannot. */
  readonly fault?: string | undefined;
}

/** Columns of Django's own table that are not imported. Any other name may be a misspelt column. */
const ignoredColumns = 'id last_login first_name last_name email date_joined groups user_permissions'.split(
  ' ',
);

const isUsed = (column: string) => usedColumns.includes(column);

/** @throws CommandError. It prints cells only of a real header: any other cell may be a password. */
function checkHeader(columns: readonly string[], delimiter: Delimiter): void {
  const missing = ['username', 'password'].filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new CommandError(`its first line lacks the column ${missing.join(' and ')}`);
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated !== undefined) throw new CommandError(`its first line names ${quoted(repeated)} twice`);
  const unknown = columns.filter((name) => !isUsed(name) && !ignoredColumns.includes(name)).map(quoted);
  if (unknown.length > 0) {
    throw new CommandError(
      `its first line names unknown columns: ${unknown}; known are ${usedColumns.join(', ')}`,
    );
  }
  if (delimiter === '\t' && !columns.every(isUsed)) {
    throw new CommandError(`tab-separated text may only have the columns ${usedColumns.join(', ')}`);
  }
}

type Delimiter = ',' | '\t';

/** The cells of each row, by RFC 4180; in tab-separated text a quote is a character like any other. */
function cellsOf(text: string, delimiter: Delimiter): string[][] {
  try {
    return parse(text, {
      delimiter,
      quote: delimiter === ',' ? '"' : false,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const fault = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'never closed' : 'in the middle of a cell';
    throw new CommandError(`it is broken CSV: the quote in line ${error.lines} is ${fault}`, error);
  }
}

function csvRows(text: string, delimiter: Delimiter): SourceRow[] {
  const [header = [], ...records] = cellsOf(text, delimiter);
  const columns = header.slice(0, header.findLastIndex(Boolean) + 1);
  checkHeader(columns, delimiter);
  // Otherwise an unquoted comma in a free text, such as a first name, could shift cells unnoticed.
  const isShiftVisible = columns.findLastIndex(isUsed) < columns.filter(isUsed).length;
  const maxCells = isShiftVisible ? Number.POSITIVE_INFINITY : header.length;

  const faultOf = (cells: readonly string[]) => {
    // Spreadsheets write empty cells after the last column.
    const hasRest = cells.length > maxCells || cells.slice(columns.length).some(Boolean);
    if (cells.length < columns.length || hasRest)
      return `it has ${cells.length} cells, and the first line names ${columns.length} columns`;
    if (delimiter === '\t' && cells.some((cell) => /[\\"]/.test(cell)))
      return 'a backslash or quote in tab-separated text may be an escape; give this user as CSV';
    return undefined;
  };
  return records
    .filter((cells) => cells.some(Boolean))
    .map((cells) => ({
      fields: Object.fromEntries(
        columns.flatMap((name, column) => (isUsed(name) ? [[name, cells[column]]] : [])),
      ),
      fault: faultOf(cells),
    }));
}

/** The message of V8 is not printed: it quotes the text, which may be a password's hash. */
function parseJson(text: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = line ?? (error as Error).message.match(/line (\d+) column/)?.[1];
    throw new CommandError(`it is broken JSON${at ? `, at line ${at}` : ''}`, error);
  }
}

/** The objects of JSON (one array) or of JSONL (one object per line). */
function readObjects(text: string): readonly unknown[] {
  if (/^\s*\[/.test(text)) return parseJson(text) as unknown[];
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(line, index + 1)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The users among the objects of dumpdata. Other models are ignored. */
function dumpdataRows(text: string, model: string): SourceRow[] {
  const rows: SourceRow[] = [];
  const otherModels = new Set<string>();
  for (const value of readObjects(text)) {
    if (!isObject(value) || typeof value.model !== 'string' || !isObject(value.fields)) {
      throw new CommandError('it is JSON, but not as manage.py dumpdata writes it');
    }
    if (value.model === model.toLowerCase()) rows.push({ fields: value.fields });
    else otherModels.add(quoted(value.model));
  }
  if (rows.length > 0 || otherModels.size === 0) return rows;
  const found = [...otherModels].join(', ');
  throw new CommandError(`it has no users of the model ${model}, but ${found}; --model names another`);
}

const headerCell = /(?:^|[,;\t])[\s"]*(?:username|password)[\s"]*(?:$|[,;\t])/i;

/**
 * The accounts in a text: JSON or JSONL of `manage.py dumpdata`, or CSV or tab-separated text with a header.
 * @throws CommandError if it is anything else, or malformed as a whole.
 */
export function readRows(text: string, model: string): SourceRow[] {
  if (/^\s*[[{]/.test(text)) return dumpdataRows(text, model);
  const header = text.match(/[^\r\n]+/)?.[0] ?? '';
  if (!headerCell.test(header)) {
    throw new CommandError(
      'it is neither JSON of dumpdata nor CSV with the columns username and password; docs/accounts.md has the command that writes it',
    );
  }
  if (!header.includes(',') && header.includes(';')) {
    throw new CommandError('its columns are separated by semicolons; save it with commas');
  }
  return csvRows(text, header.includes('\t') && !header.includes(',') ? '\t' : ',');
}
