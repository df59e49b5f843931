import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CommandError } from '../../operator/command-line.ts';
import type { DjangoRow } from './account.ts';

const required = ['username', 'password'] as const;

function checkHeader(header: readonly string[]): string[] {
  const columns = header.map((name) => name.trim());
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new CommandError(`the file's first line names no column ${missing.join(' and no column ')}`);
  }
  return columns;
}

/** The rows of a CSV file whose first line names the columns as Django does. */
export async function* csvRows(file: Readable): AsyncGenerator<DjangoRow> {
  const parser = parse({ columns: checkHeader, bom: true, skip_empty_lines: true, relax_column_count: true });
  file.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of file.pipe(parser)) yield row;
  } catch (error) {
    if (error instanceof CsvError)
      throw new CommandError(`the file is no sound CSV: ${error.message}`, error);
    throw error;
  }
}
