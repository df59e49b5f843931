import type { User } from '../../../functions/dynamodb/users.ts';
import { quoted } from '../terminal.ts';
import { accountOf, type ImportRules, RowRefused } from './account.ts';
import type { ImportedCosts } from './imported-costs.ts';
import type { SourceRow } from './read-rows.ts';

/** The fields of an existing account that an import may conflict with. */
export type ExistingAccount = Pick<User, 'username' | 'rongCloudUserId'>;

export interface ImportPlan {
  readonly accounts: readonly User[];
  /** Existing users, who do not change: a password changed or upgraded since is kept. */
  readonly unchanged: number;
  readonly refusals: readonly string[];
  /** Groups of usernames that Django on MySQL treats as one. */
  readonly twins: readonly (readonly string[])[];
}

/** As MySQL's collations compare: without case, accents, width and blanks at the end. */
const fold = (username: string) =>
  username.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().trim();

/** A cell with a $ may be a password's hash. */
const nameIn = ({ fields: { username } }: SourceRow) =>
  /^[^$]+$/.test(String(username ?? '')) ? ` ${quoted(String(username))}` : '';

export function planImport(
  rows: readonly SourceRow[],
  existing: readonly ExistingAccount[],
  { rules, costs }: { readonly rules: ImportRules; readonly costs: ImportedCosts },
): ImportPlan {
  const refused = new Map<number, string>();
  /** Of several rows with one username the first counts. */
  const read = new Map<string, { readonly index: number; readonly account: User }>();
  for (const [index, { fields, fault }] of rows.entries()) {
    try {
      if (fault !== undefined) throw new RowRefused(fault);
      const account = accountOf(fields, rules);
      const earlier = read.get(account.username);
      if (earlier !== undefined) throw new RowRefused(`row ${earlier.index + 1} has the same username`);
      costs.admit(account.passwordHash);
      read.set(account.username, { index, account });
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      refused.set(index, error.message);
    }
  }
  const known = new Set(existing.map(({ username }) => username));
  const claims = [...existing, ...[...read.values()].map(({ account }) => account)];
  const owners = Map.groupBy(claims, ({ rongCloudUserId }) => rongCloudUserId);
  const sound = [...read.values()].flatMap(({ index, account }) => {
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
    twins: [...groups].flatMap(([folded, group]) => (group.length > 1 && inFile.has(folded) ? [group] : [])),
  };
}
