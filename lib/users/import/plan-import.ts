import type { User } from '../../../functions/dynamodb/users.ts';
import { quoted } from '../session.ts';
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
  /** Groups of usernames that differ in case only. */
  readonly caseTwins: readonly (readonly string[])[];
}

/** Also folds full-width characters, as Django's login form does. */
const fold = (username: string) => username.normalize('NFKC').toLowerCase();

function findCaseTwins(imported: readonly User[], existing: readonly ExistingAccount[]): string[][] {
  const names = new Set([...imported, ...existing].map(({ username }) => username));
  const inFile = new Set(imported.map(({ username }) => fold(username)));
  const groups = [...Map.groupBy(names, fold)];
  return groups.flatMap(([folded, group]) => (group.length > 1 && inFile.has(folded) ? [group] : []));
}

/** A cell with a $ may be a password's hash, shifted by an unquoted comma. */
const nameIn = ({ fields: { username } }: SourceRow) =>
  /^[^$]+$/.test(String(username ?? '')) ? ` ${quoted(String(username))}` : '';

interface Candidate {
  readonly index: number;
  readonly account: User;
}

/** The accounts of the rows. Of several rows with one username the first counts. */
function readCandidates(
  rows: readonly SourceRow[],
  { rules, costs }: ImportContext,
  refused: Map<number, string>,
): Candidate[] {
  const read = new Map<string, Candidate>();
  for (const [index, row] of rows.entries()) {
    try {
      if (row.fault !== undefined) throw new RowRefused(row.fault);
      const account = accountOf(row.fields, rules);
      const earlier = read.get(account.username);
      if (earlier !== undefined) throw new RowRefused(`row ${earlier.index + 1} has the same username`);
      costs.admit(account.passwordHash);
      read.set(account.username, { index, account });
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      refused.set(index, error.message);
    }
  }
  return [...read.values()];
}

/** Refuses all accounts that claim the same RongCloud id: its owner is unknown. */
function refuseSharedIds(
  candidates: readonly Candidate[],
  existing: readonly ExistingAccount[],
  refused: Map<number, string>,
): void {
  const claims = Map.groupBy(candidates, ({ account }) => account.rongCloudUserId);
  const holders = new Map(existing.map(({ rongCloudUserId, username }) => [rongCloudUserId, username]));
  for (const { index, account } of candidates) {
    const { rongCloudUserId: id, username } = account;
    const other = claims.get(id)?.find((claim) => claim.index !== index);
    const holder = holders.get(id) ?? username;
    if (other !== undefined) refused.set(index, `row ${other.index + 1} has the RongCloud id ${id} too`);
    else if (holder !== username) refused.set(index, `the RongCloud id ${id} belongs to ${quoted(holder)}`);
  }
}

export interface ImportContext {
  readonly rules: ImportRules;
  readonly costs: ImportedCosts;
}

export function planImport(
  rows: readonly SourceRow[],
  existing: readonly ExistingAccount[],
  context: ImportContext,
): ImportPlan {
  /** Reasons by the index of the row. */
  const refused = new Map<number, string>();
  const candidates = readCandidates(rows, context, refused);
  refuseSharedIds(candidates, existing, refused);
  const sound = candidates.filter(({ index }) => !refused.has(index)).map(({ account }) => account);
  const names = new Set(existing.map(({ username }) => username));
  const accounts = sound.filter(({ username }) => !names.has(username));
  return {
    accounts,
    unchanged: sound.length - accounts.length,
    refusals: rows.flatMap((row, index) =>
      refused.has(index) ? [`row ${index + 1}${nameIn(row)} refused: ${refused.get(index)}`] : [],
    ),
    caseTwins: findCaseTwins(sound, existing),
  };
}
