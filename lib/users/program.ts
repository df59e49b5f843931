import { Argument, Command, CommanderError, Option } from 'commander';
import { roles } from '../../functions/contract/settings.ts';
import { type Deps, systemClock } from '../../functions/platform/deps.ts';
import { readLocalSettings } from '../local/settings.ts';
import { CommandError, messageOf, oneLine } from '../operator/command-line.ts';
import { addUser, changePassword, removeUser, setDisabled, setRole } from './account-commands.ts';
import { userDirectory } from './directory.ts';
import { importFile } from './import/import-command.ts';
import { usedColumns } from './import/read-rows.ts';
import { listUsers, showUser } from './listing.ts';
import type { Session } from './session.ts';
import { localTables, tablesOfStack } from './tables.ts';

export interface CommandContext extends Pick<Session, 'terminal' | 'signals'> {
  readonly environment: Deps['environment'];
  readonly randomBytes: Deps['randomBytes'];
}

interface Where {
  readonly stack?: string;
  readonly region?: string;
}

/** Errors of the AWS client, such as a missing permission or table, or no network. */
const isOfDynamoDb = (error: unknown): error is Error => error instanceof Error && '$metadata' in error;

/** Runs one subcommand on the tables that the options name. @returns the exit code. */
async function inSession(
  { stack, region }: Where,
  { terminal, signals, environment, randomBytes }: CommandContext,
  work: (session: Session) => Promise<unknown>,
): Promise<number> {
  try {
    const tables =
      stack === undefined
        ? await localTables(readLocalSettings(environment))
        : await tablesOfStack({ stack, region });
    try {
      const deps = { environment, randomBytes, clock: systemClock, output: () => {} };
      const result = await work({ directory: userDirectory(tables), terminal, signals, deps });
      // Only an import returns an exit code.
      return typeof result === 'number' ? result : 0;
    } finally {
      await tables.close();
    }
  } catch (error) {
    if (!isOfDynamoDb(error)) throw error;
    throw new CommandError(`DynamoDB cannot be used: ${error.message}`, error);
  }
}

const name = () => new Argument('<name>', 'the username, exactly as it is');

const importHelp = `
CSV columns: ${usedColumns.join(', ')}
docs/accounts.md has the command that writes the file, for each database.`;

/** The command line of `npm run users`. `finish` receives the exit code. */
function usersProgram(context: CommandContext, finish: (exitCode: number) => void): Command {
  const program = new Command('npm run users --')
    .description('Accounts of the im-gateway: on this machine, or with --stack on AWS.')
    .option('--stack <name>', 'a deployed stack, in place of this machine')
    .option('--region <region>', 'the AWS region of the stack, if the AWS settings name none')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.output.write(text),
      outputError: (text) =>
        context.terminal.errors.write(`users: ${oneLine(text.replace(/^error: /, ''))} (see --help)\n`),
    });
  const run = async (work: (session: Session) => Promise<unknown>) =>
    finish(await inSession(program.opts<Where>(), context, work));
  const command = (nameAndArguments: string, description: string) =>
    program.command(nameAndArguments).description(description);

  command('add', 'add a user; asks for the password, or reads it from standard input')
    .addArgument(name())
    .addOption(new Option('--role <role>', 'the rights of the user').choices(roles).default('student'))
    .action((username, options) => run((session) => addUser(session, username, options.role)));

  command('import', 'import the users of a Django; existing ones stay as they are')
    .argument('[file]', 'JSON or JSONL of dumpdata, or CSV with a header; - is standard input', '-')
    .option('--dry-run', 'say what would happen, and store nothing')
    .option('--weak-digests', 'import plain SHA-1 and MD5 too; set WEAK_DIGESTS=accept for the service')
    .option('--model <name>', 'the model in dumpdata', 'auth.user')
    .addHelpText('after', importHelp)
    .action((file, options) => run((session) => importFile(session, file, options)));

  command('list', 'list the users by name')
    .addOption(new Option('--role <role>', 'only users of this role').choices(roles))
    .option('--disabled', 'only disabled users')
    .option('--enabled', 'only enabled users')
    .option('--json', 'as a JSON array; pipe it with npm run -s')
    .action((options) => run((session) => listUsers(session, options)));

  command('show', 'show a user')
    .addArgument(name())
    .option('--json', 'as JSON')
    .action((username, options) => run((session) => showUser(session, username, options)));

  command('passwd', 'change a password; asks for it, or reads it from standard input')
    .addArgument(name())
    .action((username) => run((session) => changePassword(session, username)));

  command('disable', 'refuse a user from the next request on')
    .addArgument(name())
    .action((username) => run((session) => setDisabled(session, username, true)));

  command('enable', 'accept a disabled user again')
    .addArgument(name())
    .action((username) => run((session) => setDisabled(session, username, false)));

  command('role', 'change the role of a user')
    .addArgument(name())
    .addArgument(new Argument('<role>', 'the rights of the user').choices(roles))
    .action((username, newRole) => run((session) => setRole(session, username, newRole)));

  command('remove', 'remove a user for good')
    .addArgument(name())
    .option('-y, --yes', 'do not ask')
    .action((username, options) => run((session) => removeUser(session, username, options)));

  return program;
}

/** Runs the command line. Every error ends in one line. @returns the exit code: 0, or 1 if something was refused. */
export async function runUsers(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = usersProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    context.terminal.errors.write(`users: ${messageOf(error)}\n`);
    return 1;
  }
}
