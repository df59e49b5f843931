import type { User } from '../../../functions/dynamodb/users.ts';
import type { UserDirectory } from '../directory.ts';
import { accountOf, type DjangoRow, type ImportRules, RowRefused } from './account.ts';
import { importedCosts } from './imported-costs.ts';

export interface Refusal {
  /** From 1, among the rows of users. */
  readonly row: number;
  readonly reason: string;
}

export interface ImportReport {
  readonly imported: number;
  /** Users who are there already, as they are: a password changed or upgraded since stays. */
  readonly unchanged: number;
  readonly refused: number;
}

export interface ImportWatch {
  onRefused(refusal: Refusal): void;
  /** After each batch. */
  onProgress(): void;
}

/** BatchWriteItem takes no more. */
const batchSize = 25;

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * Adds the users whose names are free. Run again, it leaves alone whoever is there, so it may be stopped at any
 * moment and taken up later.
 */
export async function importUsers(
  directory: Pick<UserDirectory, 'taken' | 'putNew' | 'importedHashes' | 'noteImportedHash'>,
  rows: AsyncIterable<DjangoRow>,
  { rules, watch }: { rules: ImportRules; watch: ImportWatch },
): Promise<ImportReport> {
  const costs = await importedCosts(directory);
  const report = { imported: 0, unchanged: 0, refused: 0 };
  let row = 0;

  const accountOrRefusal = (djangoRow: DjangoRow): User | undefined => {
    row += 1;
    try {
      const account = accountOf(djangoRow, rules);
      costs.admit(account.passwordHash);
      return account;
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      report.refused += 1;
      watch.onRefused({ row, reason: error.message });
      return undefined;
    }
  };

  for await (const batch of batches(rows)) {
    const accounts = batch.flatMap((djangoRow) => accountOrRefusal(djangoRow) ?? []);
    // The first of several rows with one name counts.
    const byName = new Map(accounts.toReversed().map((user) => [user.username, user]));
    const taken = await directory.taken([...byName.keys()]);
    const free = [...byName.values()].filter(({ username }) => !taken.has(username));
    // Before the first account of such a cost is there.
    await costs.note();
    await directory.putNew(free);
    report.imported += free.length;
    report.unchanged += accounts.length - free.length;
    watch.onProgress();
  }
  return report;
}
