import type { User } from '../../../functions/dynamodb/users.ts';
import { CommandError } from '../../operator/command-line.ts';
import type { UserDirectory } from '../directory.ts';
import { quoted, type Session, type Terminal } from '../session.ts';
import { importedCosts } from './imported-costs.ts';
import { type ExistingAccount, type ImportPlan, planImport } from './plan-import.ts';
import { readRows } from './read-rows.ts';
import { readText } from './read-text.ts';

export interface ImportOptions {
  readonly weakDigests?: boolean;
  readonly dryRun?: boolean;
  readonly model: string;
}

/** Concurrent puts; each waits for one round trip. */
const concurrentPuts = 16;
/** A shell's exit code after Ctrl-C. */
const interruptedExitCode = 130;

/** @throws CommandError that names the file. */
async function rowsOf(path: string, input: NodeJS.ReadStream, model: string) {
  const name = path === '-' ? 'standard input' : path;
  try {
    const rows = readRows(await readText(path, input), model);
    if (rows.length === 0) throw new CommandError('there are no users in it');
    return rows;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`nothing is imported from ${name}: ${error.message}`, error);
  }
}

async function existingAccounts(directory: UserDirectory): Promise<ExistingAccount[]> {
  const accounts: ExistingAccount[] = [];
  for await (const { username, rongCloudUserId } of directory.list())
    accounts.push({ username, rongCloudUserId });
  return accounts;
}

/** Counts on one line of a terminal, redrawn with each percent. */
function progressLine({ errors }: Terminal, total: number) {
  let percent = -1;
  return (done: number) => {
    if (!errors.isTTY || Math.floor((100 * done) / total) === percent) return;
    percent = Math.floor((100 * done) / total);
    errors.write(`\r\x1b[K${done === total ? '' : `${done} of ${total} imported`}`);
  };
}

const stopSignals = ['SIGINT', 'SIGTERM'];

async function storeAccounts({ directory, terminal, signals }: Session, accounts: readonly User[]) {
  const outcome = { imported: 0, taken: 0, isInterrupted: false, failure: undefined as unknown };
  const interrupt = () => {
    outcome.isInterrupted = true;
  };
  const showProgress = progressLine(terminal, accounts.length);
  const open = accounts.values();
  const putNext = async () => {
    for (const account of open) {
      if (outcome.isInterrupted || outcome.failure !== undefined) return;
      if (await directory.add(account)) outcome.imported += 1;
      else outcome.taken += 1;
      showProgress(outcome.imported + outcome.taken);
    }
  };
  for (const signal of stopSignals) signals.once(signal, interrupt);
  await Promise.all(
    Array.from({ length: concurrentPuts }, () =>
      putNext().catch((error: unknown) => {
        outcome.failure ??= error;
      }),
    ),
  );
  for (const signal of stopSignals) signals.off(signal, interrupt);
  return outcome;
}

function summaryOf({ accounts, unchanged, refusals }: ImportPlan): string {
  const count = (isCounted: (user: User) => boolean) => accounts.filter(isCounted).length;
  const roles = (['admin', 'teacher', 'student'] as const).map(
    (role) => `${count((user) => user.role === role)} ${role}`,
  );
  const disabled = count(({ isDisabled }) => isDisabled);
  return `dry run, nothing stored: ${accounts.length} would be imported (${roles.join(', ')}; ${disabled} disabled), ${unchanged} unchanged, ${refusals.length} refused`;
}

/**
 * Imports the accounts whose names are free and reports. An existing account stays as it is, so an import can be
 * interrupted and run again.
 * @returns the exit code: 1 if a row was refused.
 * @throws CommandError if the file cannot be read; then nothing is stored.
 */
export async function importFile(session: Session, path: string, options: ImportOptions): Promise<number> {
  const { directory, terminal, deps } = session;
  const rows = await rowsOf(path, terminal.input, options.model);
  const costs = importedCosts(await directory.importedHashes());
  const rules = {
    acceptsWeakDigests: options.weakDigests ?? false,
    importedAt: new Date(deps.clock.now()).toISOString(),
  };
  const plan = planImport(rows, await existingAccounts(directory), { rules, costs });
  for (const line of plan.refusals) terminal.errors.write(`${line}\n`);
  for (const names of plan.caseTwins) {
    terminal.errors.write(
      `different accounts here, although they differ in case or width only: ${names.map(quoted).join(', ')}\n`,
    );
  }
  const exitCode = plan.refusals.length > 0 ? 1 : 0;
  if (options.dryRun) {
    terminal.output.write(`${summaryOf(plan)}\n`);
    return exitCode;
  }
  // Before the first account: a wrong password must never cost less than an imported hash.
  for (const hash of costs.unrecorded()) await directory.noteImportedHash(hash);
  const { imported, taken, isInterrupted, failure } = await storeAccounts(session, plan.accounts);
  const progress = `${imported} of ${plan.accounts.length} imported; import the same file again for the rest`;
  if (failure !== undefined) {
    throw new CommandError(`${progress}; DynamoDB cannot be used: ${(failure as Error).message}`, failure);
  }
  if (isInterrupted) {
    terminal.errors.write(`interrupted: ${progress}\n`);
    return interruptedExitCode;
  }
  terminal.output.write(
    `${imported} imported, ${plan.unchanged + taken} unchanged, ${plan.refusals.length} refused\n`,
  );
  return exitCode;
}
