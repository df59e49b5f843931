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

/** The account of each row, or why the row is refused. Of several rows with one username the first counts. */
function readAccounts(rows: readonly SourceRow[], { costs, weakDigests }: ImportContext) {
  const firstRows = new Map<string, number>();
  return rows.map(({ fields, fault }, index): User | string => {
    if (fault !== undefined) return fault;
    try {
      const account = accountOf(fields, weakDigests);
      const first = firstRows.get(account.username);
      if (first !== undefined) return `row ${first + 1} has the same username`;
      costs.admit(account.passwordHash);
      firstRows.set(account.username, index);
      return account;
    } catch (error) {
      if (error instanceof RowRefused) return error.message;
      throw error;
    }
  });
}

export type ImportPlan = ReturnType<typeof planImport>;

/** The accounts that an import will store. Existing accounts keep their passwords, which may have changed since. */
export function planImport(
  rows: readonly SourceRow[],
  existing: readonly ExistingAccount[],
  context: ImportContext,
) {
  const read = readAccounts(rows, context);
  const claims = [...existing, ...read.filter((one) => typeof one !== 'string')];
  const owners = Map.groupBy(claims, ({ rongCloudUserId }) => rongCloudUserId);
  const outcomes = read.map((one) => {
    if (typeof one === 'string') return one;
    const { rongCloudUserId: id, username } = one;
    const other = owners.get(id)?.find((owner) => owner.username !== username);
    // If two rows claim an id, its owner is unknown.
    return other === undefined ? one : `the RongCloud id ${id} is that of ${quoted(other.username)} too`;
  });
  const sound = outcomes.filter((one) => typeof one !== 'string');
  const known = new Set(existing.map(({ username }) => username));
  const inFile = new Set(sound.map(({ username }) => fold(username)));
  const groups = Map.groupBy(new Set(claims.map(({ username }) => username)), fold);
  return {
    accounts: sound.filter(({ username }) => !known.has(username)),
    unchanged: sound.filter(({ username }) => known.has(username)).length,
    refusals: rows.flatMap((row, index) => {
      const outcome = outcomes[index];
      return typeof outcome === 'string' ? [`row ${index + 1}${nameIn(row)} refused: ${outcome}`] : [];
    }),
    /** Usernames that Django on MySQL treats as one. */
    twins: [...groups].flatMap(([folded, group]) => (group.length > 1 && inFile.has(folded) ? [group] : [])),
  };
}
