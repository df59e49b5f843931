import { roles } from '../../../functions/contract/settings.ts';
import type { User } from '../../../functions/dynamodb/users.ts';
import { CommandError } from '../../operator/command-line.ts';
import type { Session } from '../account-commands.ts';
import { quoted } from '../terminal.ts';
import { importedCosts } from './imported-costs.ts';
import { type ExistingAccount, type ImportPlan, planImport } from './plan-import.ts';
import { readRows } from './read-rows.ts';
import { readText } from './read-text.ts';

interface ImportOptions {
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
  try {
    const rows = readRows(await readText(path, input), model);
    if (rows.length === 0) throw new CommandError('there are no users in it');
    return rows;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const name = path === '-' ? 'standard input' : path;
    throw new CommandError(`nothing is imported from ${name}: ${error.message}`, error);
  }
}

async function planOf(path: string, { directory, terminal }: Session, options: ImportOptions) {
  const rows = await rowsOf(path, terminal.input, options.model);
  const costs = importedCosts(await directory.importedHashes());
  const existing: ExistingAccount[] = [];
  for await (const { username, rongCloudUserId } of directory.list()) {
    existing.push({ username, rongCloudUserId });
  }
  return { costs, plan: planImport(rows, existing, { costs, weakDigests: options.weakDigests ?? false }) };
}

/** Stores the accounts whose names are free, until a signal or a failure. */
async function store({ directory, terminal: { errors, signals } }: Session, accounts: readonly User[]) {
  let imported = 0;
  let isInterrupted = false;
  // A generator, and not the array's own iterator: it ends for all puts if one fails or a signal ends it.
  const open = (function* () {
    yield* accounts;
  })();
  const interrupt = () => {
    isInterrupted = true;
    open.return();
  };
  const putNext = async () => {
    for (const account of open) {
      if (!(await directory.add(account))) continue;
      imported += 1;
      if (imported % 1_000 === 0) errors.write(`${imported} of ${accounts.length}\n`);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) signals.once(signal, interrupt);
  const puts = await Promise.allSettled(Array.from({ length: concurrentPuts }, putNext));
  for (const signal of ['SIGINT', 'SIGTERM']) signals.off(signal, interrupt);
  return { imported, isInterrupted, failed: puts.find((put) => put.status === 'rejected') };
}

function summaryOf({ accounts, unchanged, refusals }: ImportPlan): string {
  const count = (isCounted: (user: User) => boolean) => accounts.filter(isCounted).length;
  const ofRoles = roles.map((role) => `${count((user) => user.role === role)} ${role}`).join(', ');
  const disabled = count(({ isDisabled }) => isDisabled);
  return `dry run, nothing stored: ${accounts.length} would be imported (${ofRoles}; ${disabled} disabled), ${unchanged} unchanged, ${refusals.length} refused\n`;
}

/**
 * Imports the accounts whose names are free and reports. An existing account stays as it is, so an import can be
 * interrupted and run again.
 * @returns the exit code: 1 if a row was refused.
 * @throws CommandError if the file cannot be read; then nothing is stored.
 */
export async function importFile(session: Session, path: string, options: ImportOptions): Promise<number> {
  const { directory, terminal } = session;
  const { costs, plan } = await planOf(path, session, options);
  const { accounts, refusals, unchanged } = plan;
  for (const line of refusals) terminal.errors.write(`${line}\n`);
  for (const names of plan.twins) {
    terminal.errors.write(
      `different accounts here, although they differ in case, accents or width only: ${names.map(quoted).join(', ')}\n`,
    );
  }
  const exitCode = refusals.length > 0 ? 1 : 0;
  if (options.dryRun) {
    terminal.output.write(summaryOf(plan));
    return exitCode;
  }
  // Before the first account: a wrong password must never cost less than an imported hash.
  for (const hash of costs.all()) await directory.noteImportedHash(hash);
  const { imported, isInterrupted, failed } = await store(session, accounts);
  const progress = `${imported} of ${accounts.length} imported; import the same file again for the rest`;
  if (failed !== undefined) {
    const { message } = failed.reason;
    throw new CommandError(`${progress}; DynamoDB cannot be used: ${message}`, failed.reason);
  }
  if (isInterrupted) {
    terminal.errors.write(`interrupted: ${progress}\n`);
    return interruptedExitCode;
  }
  // Another command may have taken a name meanwhile.
  const kept = unchanged + accounts.length - imported;
  terminal.output.write(`${imported} imported, ${kept} unchanged, ${refusals.length} refused\n`);
  return exitCode;
}
