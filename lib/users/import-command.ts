import { CommandError } from '../operator/command-line.ts';
import { importUsers } from './import/import-users.ts';
import { progressBar } from './import/progress-bar.ts';
import { readRows } from './import/read-rows.ts';
import type { Session } from './session.ts';

export interface ImportOptions {
  readonly weakDigests?: boolean;
  readonly table: string;
  readonly model: string;
}

/** Imports a file and reports. @returns 1 where a row was refused. @throws CommandError where there is none. */
export async function importFile(
  { directory, terminal, runtime }: Session,
  path: string,
  { weakDigests = false, table, model }: ImportOptions,
): Promise<number> {
  const file = await readRows(path, { table, model });
  const bar = progressBar(terminal.errors);
  const rules = {
    acceptsWeakDigests: weakDigests,
    importedAt: new Date(runtime.clock.now()).toISOString(),
  };
  const watch = {
    onRefused: ({ row, reason }: { row: number; reason: string }) => {
      bar.clear();
      terminal.errors.write(`row ${row} refused: ${reason}\n`);
    },
    onProgress: () => bar.show(file.bytesRead(), file.totalBytes),
  };
  const { imported, unchanged, refused } = await importUsers(directory, file.rows, { rules, watch });
  bar.clear();
  if (imported + unchanged + refused === 0) {
    throw new CommandError(
      `there are no users in ${path}: dumpdata JSON has them as the model ${model} (--model), a SQL dump in the table ${table} (--table)`,
    );
  }
  terminal.output.write(`${imported} imported, ${unchanged} unchanged, ${refused} refused\n`);
  return refused > 0 ? 1 : 0;
}
