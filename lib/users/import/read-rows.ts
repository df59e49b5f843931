import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { CommandError } from '../../operator/command-line.ts';
import type { DjangoRow } from './account.ts';
import { csvRows } from './csv.ts';
import { dumpdataRows } from './dumpdata.ts';
import { sqlRows } from './sql/rows.ts';

export interface ImportFile {
  readonly rows: AsyncIterable<DjangoRow>;
  readonly totalBytes: number;
  /** How much has been read so far. */
  bytesRead(): number;
}

/** Enough to tell the formats apart and to hold a dump's first comment. */
const beginningBytes = 4_096;

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(beginningBytes), 0, beginningBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

const isJson = (beginning: string) => /^\uFEFF?\s*[[{]/.test(beginning);
const isSql = (beginning: string) =>
  /^\uFEFF?\s*(?:--|\/\*|\\restrict|(?:INSERT|COPY|CREATE|SET|BEGIN|DROP|LOCK|START|PRAGMA|SELECT)\b)/i.test(
    beginning,
  );
const isMysql = (beginning: string) => /MySQL dump|MariaDB dump|\/\*[!M]|`/.test(beginning);

/** The table, and the model's name in Django, that hold the accounts. */
export interface Source {
  readonly table: string;
  readonly model: string;
}

/**
 * The users in a file, read as they are asked for: JSON of `manage.py dumpdata auth.user`, SQL of mysqldump or
 * pg_dump, or CSV with a header. Which of them it is, its beginning tells.
 * @throws CommandError where it cannot be read.
 */
export async function readRows(path: string, { table, model }: Source): Promise<ImportFile> {
  try {
    const { size } = await stat(path);
    const beginning = await beginningOf(path);
    const file = createReadStream(path);
    const rows = () => {
      if (isJson(beginning)) return dumpdataRows(file, model);
      if (!isSql(beginning)) return csvRows(file);
      const dialect = isMysql(beginning) ? 'mysql' : 'postgresql';
      return sqlRows(file.setEncoding('utf8'), { table, dialect });
    };
    return { rows: rows(), totalBytes: size, bytesRead: () => file.bytesRead };
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`, error);
  }
}
