import type { User } from '../../../functions/dynamodb/users.ts';
import { quoted } from '../terminal.ts';
import { accountOf, RowRefused } from './account.ts';
import type { ImportedCosts } from './imported-costs.ts';
import type { SourceRow } from './read-rows.ts';

/** The fields of an existing account that an import may conflict with. */
export type ExistingAccount = Pick<User, 'username' | 'rongCloudUserId'>;

/** As MySQL's collations compare: without case, accents, width and blanks at the end. */
const fold = (username: string) =>
  username.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().trim();

/** A cell with a $ may be a password's hash. */
const nameIn = ({ fields: { username } }: SourceRow) =>
  /^[^$]+$/.test(String(username ?? '')) ? ` ${quoted(String(username))}` : '';

interface ImportContext {
  readonly costs: ImportedCosts;
  readonly weakDigests: boolean;
}

/** The accounts of the rows by their indexes. Of several rows with one username the first counts. */
function readAccounts(rows: readonly SourceRow[], context: ImportContext, refused: Map<number, string>) {
  const accounts = new Map<number, User>();
  const firstRows = new Map<string, number>();
  for (const [index, { fields, fault }] of rows.entries()) {
    try {
      if (fault !== undefined) throw new RowRefused(fault);
      const account = accountOf(fields, context.weakDigests);
      const first = firstRows.get(account.username);
      if (first !== undefined) throw new RowRefused(`row ${first + 1} has the same username`);
      context.costs.admit(account.passwordHash);
      firstRows.set(account.username, index);
      accounts.set(index, account);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      refused.set(index, error.message);
    }
  }
  return accounts;
}

export type ImportPlan = ReturnType<typeof planImport>;

/** The accounts that an import will store. Existing accounts keep their passwords, which may have changed since. */
export function planImport(
  rows: readonly SourceRow[],
  existing: readonly ExistingAccount[],
  context: ImportContext,
) {
  const refused = new Map<number, string>();
  const read = readAccounts(rows, context, refused);
  const known = new Set(existing.map(({ username }) => username));
  const claims = [...existing, ...read.values()];
  const owners = Map.groupBy(claims, ({ rongCloudUserId }) => rongCloudUserId);
  const sound = [...read].flatMap(([index, account]) => {
    const { rongCloudUserId: id, username } = account;
    const other = owners.get(id)?.find((owner) => owner.username !== username);
    if (other === undefined) return [account];
    // If two rows claim an id, its owner is unknown.
    refused.set(index, `the RongCloud id ${id} is that of ${quoted(other.username)} too`);
    return [];
  });
  const inFile = new Set(sound.map(({ username }) => fold(username)));
  const groups = Map.groupBy(new Set(claims.map(({ username }) => username)), fold);
  return {
    accounts: sound.filter(({ username }) => !known.has(username)),
    unchanged: sound.filter(({ username }) => known.has(username)).length,
    refusals: rows.flatMap((row, index) =>
      refused.has(index) ? [`row ${index + 1}${nameIn(row)} refused: ${refused.get(index)}`] : [],
    ),
    /** Usernames that Django on MySQL treats as one. */
    twins: [...groups].flatMap(([folded, group]) => (group.length > 1 && inFile.has(folded) ? [group] : [])),
  };
}
