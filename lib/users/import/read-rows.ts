import { CsvError, parse } from 'csv-parse/sync';
import { CommandError } from '../../operator/command-line.ts';
import { quoted } from '../terminal.ts';
import type { AccountFields } from './account.ts';
import { textKind, usedColumns } from './file-kind.ts';

export interface SourceRow {
  readonly fields: AccountFields;
  /** Why the row cannot be read, if it cannot. */
  readonly fault?: string | undefined;
}

/** Columns of Django's own table that are not imported. Any other name may be a misspelt column. */
const ignoredColumns = 'id last_login first_name last_name email date_joined groups user_permissions'.split(
  ' ',
);

/** The used columns whose cells are never empty. */
const neverEmpty = usedColumns.slice(0, -1);

type Delimiter = ',' | '\t';

/** @throws CommandError. It prints cells only of a real header: any other cell may be a password. */
function checkHeader(columns: readonly string[], delimiter: Delimiter): void {
  const missing = ['username', 'password'].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new CommandError(
      `its first line lacks the column ${missing.join(' and ')}, in small letters and without blanks`,
    );
  }
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated !== undefined) throw new CommandError(`its first line names ${quoted(repeated)} twice`);
  // In tab-separated text a line break in a first name could begin another row.
  const ignored = delimiter === ',' ? ignoredColumns : [];
  const unknown = columns.filter((name) => ![...usedColumns, ...ignored].includes(name)).map(quoted);
  if (unknown.length > 0) {
    throw new CommandError(
      `its first line names other columns: ${unknown}; select only ${usedColumns.join(', ')}`,
    );
  }
}

/** The cells of each row, by RFC 4180; in tab-separated text a quote is a character like any other. */
function cellsOf(text: string, delimiter: Delimiter): string[][] {
  try {
    return parse(text, {
      delimiter,
      quote: delimiter === ',' ? '"' : false,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_records_with_empty_values: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const fault = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'never closed' : 'in the middle of a cell';
    throw new CommandError(`it is broken CSV: the quote in line ${error.lines} is ${fault}`, error);
  }
}

/** Names and ids that the program which wrote the file may have altered. */
const doubtful: readonly [cell: RegExp, fault: string][] = [
  [/[\\"]/, 'a backslash or quote may be an escape'],
  [/\?/, 'a ? may stand for a character that was lost in a conversion'],
  [/^\d(?:[.,]\d+)?E\+\d+$/, 'a spreadsheet may have rounded a number'],
  [/^NULL$/, 'NULL may stand for an empty cell'],
  [/\uFEFF/, 'there is a byte order mark within the file'],
];

function csvRows(text: string, delimiter: Delimiter): SourceRow[] {
  const [header = [], ...rows] = cellsOf(text, delimiter);
  const columns = header.slice(0, header.findLastIndex(Boolean) + 1);
  checkHeader(columns, delimiter);
  // Spreadsheets write empty cells after the last column. After a column that may be empty itself, an unquoted comma
  // could have shifted the cells.
  const mayBeLonger = neverEmpty.includes(columns.at(-1) ?? '');
  const isRagged = (cells: readonly string[]) =>
    cells.slice(columns.length).some(Boolean) ||
    (mayBeLonger ? cells.length < columns.length : cells.length !== header.length);
  const ragged = rows.flatMap((cells, index) => (isRagged(cells) ? [index + 1] : []));
  if (ragged.length > 0) {
    throw new CommandError(
      `${ragged.length} of its rows have another number of cells than its first line, as after a comma or a line break without quotes: row ${ragged.slice(0, 10).join(', ')}`,
    );
  }
  const used = columns.flatMap((name, column) =>
    usedColumns.includes(name) ? [[name, column] as const] : [],
  );
  return rows.map((cells) => {
    const fields = Object.fromEntries(used.map(([name, column]) => [name, cells[column]]));
    const names = [fields.username ?? '', fields.rongcloud_id ?? ''];
    const fault = doubtful.find(([cell]) => names.some((name) => cell.test(name)))?.[1];
    return { fields, fault: fault && `${fault}; import this user from JSON` };
  });
}

/** The objects of JSON (one array) or of JSONL (one object per line). */
function readObjects(text: string): readonly unknown[] {
  const isArray = /^\s*\[/.test(text);
  return (isArray ? [text] : text.split(/\r\n|\n|\r/)).flatMap((json, index) => {
    try {
      return json.trim() === '' ? [] : JSON.parse(json);
    } catch (error) {
      // V8's message is not printed: it quotes the text, which may be a password's hash.
      const line = isArray ? (error as Error).message.match(/line (\d+) column/)?.[1] : index + 1;
      throw new CommandError(`it is broken JSON${line ? `, at line ${line}` : ''}`, error);
    }
  });
}

/** The users among the objects of dumpdata. Other models are ignored. */
function dumpdataRows(text: string, model: string): SourceRow[] {
  const rows: SourceRow[] = [];
  const otherModels = new Set<string>();
  for (const value of readObjects(text)) {
    const { model: label, fields } = Object(value);
    if (typeof label !== 'string' || typeof fields !== 'object') {
      throw new CommandError('it is JSON, but not as manage.py dumpdata writes it');
    }
    if (label === model.toLowerCase()) rows.push({ fields: Object(fields) });
    else otherModels.add(quoted(label));
  }
  if (rows.length > 0 || otherModels.size === 0) return rows;
  throw new CommandError(
    `it has no users of the model ${model}, but ${[...otherModels].join(', ')}; --model names another`,
  );
}

/** A line with parentheses is SQL. */
const headerLine = /^(?!.*[()])(?:.*[,;\t])?["\s]*(?:username|password)["\s]*(?:$|[,;\t])/i;

/**
 * The accounts in a text: JSON or JSONL of `manage.py dumpdata`, or CSV or tab-separated text with a header.
 * @throws CommandError if it is anything else, or malformed as a whole.
 */
export function readRows(text: string, model: string): SourceRow[] {
  // A line of a log may begin with a bracket too.
  if (/^\s*(?:\{|\[\s*(?:[{\]]|$))/.test(text)) return dumpdataRows(text, model);
  const header = text.match(/[^\r\n]+/)?.[0] ?? '';
  if (!headerLine.test(header)) throw new CommandError(textKind(text));
  if (!header.includes(',') && header.includes(';')) {
    throw new CommandError('its columns are separated by semicolons; save it with commas');
  }
  return csvRows(text, header.includes('\t') && !header.includes(',') ? '\t' : ',');
}
