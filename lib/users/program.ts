import { Argument, Command, CommanderError, Option } from 'commander';
import { roles } from '../../functions/contract/settings.ts';
import { type Deps, systemClock } from '../../functions/platform/deps.ts';
import { readLocalSettings } from '../local/settings.ts';
import { CommandError } from '../operator/command-line.ts';
import { addUser, changePassword, removeUser, setDisabled, setRole } from './account-commands.ts';
import { userDirectory } from './directory.ts';
import { importFile } from './import-command.ts';
import { listUsers, showUser } from './listing.ts';
import { localTables } from './local-tables.ts';
import type { Session } from './session.ts';
import { tablesOfStack } from './tables-of-stack.ts';
import type { Terminal } from './terminal.ts';

/** What the command takes from the outside. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: Deps['environment'];
  readonly randomBytes: Deps['randomBytes'];
}

interface Where {
  readonly stack?: string;
  readonly region?: string;
}

async function openTables({ stack, region }: Where, { environment }: CommandContext) {
  if (stack === undefined) return await localTables(readLocalSettings(environment));
  const tables = await tablesOfStack({ stack, region });
  return { ...tables, close: async () => tables.client.destroy() };
}

/** What the AWS client throws: a missing permission or table, or no way there, is for the person to mend. */
const isOfDynamoDb = (error: unknown): error is Error => error instanceof Error && '$metadata' in error;

/** Runs one subcommand on the tables that the options name. @returns the exit code. */
async function inSession(
  where: Where,
  context: CommandContext,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const { terminal, environment, randomBytes } = context;
  try {
    const tables = await openTables(where, context);
    try {
      const deps = { environment, randomBytes, clock: systemClock, output: () => {} };
      return await work({ directory: userDirectory(tables), terminal, runtime: deps });
    } finally {
      await tables.close();
    }
  } catch (error) {
    if (!isOfDynamoDb(error)) throw error;
    throw new CommandError(`DynamoDB cannot be used: ${error.message}`, error);
  }
}

const name = () => new Argument('<name>', 'the username, exactly as it is');
const role = () => new Argument('<role>', 'what the user may do').choices(roles);
const yes = () => new Option('-y, --yes', 'do not ask');

/** The command line of `npm run users`. `finish` is given the exit code. */
function usersProgram(context: CommandContext, finish: (exitCode: number) => void): Command {
  const program = new Command('npm run users --')
    .description('Accounts of the im-gateway: on this machine, or with --stack on AWS.')
    .option('--stack <name>', 'the deployed stack whose accounts are meant')
    .option('--region <region>', 'the AWS region of the stack, where the AWS settings do not say it')
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.output.write(text),
      writeErr: (text) => context.terminal.errors.write(text),
    });
  const run = async (work: (session: Session) => Promise<number>) =>
    finish(await inSession(program.opts<Where>(), context, work));
  const command = (nameAndArguments: string, description: string) =>
    program.command(nameAndArguments).description(description);

  command('add', 'add a user; the password is asked for, or read from standard input')
    .addArgument(name())
    .addOption(new Option('--role <role>', 'what the user may do').choices(roles).default('student'))
    .action((username, options) => run((session) => addUser(session, username, options.role)));

  command('import', 'take over the users of a Django')
    .argument('<file>', 'dumpdata JSON, a dump of mysqldump or pg_dump, or CSV with a header')
    .option('--weak-digests', 'take over plain SHA-1 and MD5 too; set WEAK_DIGESTS=accept for the service')
    .option('--table <name>', 'the table in a SQL dump', 'auth_user')
    .option('--model <name>', 'the model in dumpdata JSON', 'auth.user')
    .action((file, options) => run((session) => importFile(session, file, options)));

  command('list', 'list the users')
    .addOption(new Option('--role <role>', 'only those of a role').choices(roles))
    .option('--disabled', 'only disabled ones')
    .option('--enabled', 'only enabled ones')
    .option('--json', 'as a JSON array')
    .action((options) => run((session) => listUsers(session, options)));

  command('show', 'show a user')
    .addArgument(name())
    .option('--json', 'as JSON')
    .action((username, options) => run((session) => showUser(session, username, options)));

  command('passwd', 'give a user a new password, asked for or read from standard input')
    .addArgument(name())
    .action((username) => run((session) => changePassword(session, username)));

  command('disable', 'refuse a user from the next request on')
    .addArgument(name())
    .action((username) => run((session) => setDisabled(session, username, true)));

  command('enable', 'let a disabled user in again')
    .addArgument(name())
    .action((username) => run((session) => setDisabled(session, username, false)));

  command('role', 'change what a user may do')
    .addArgument(name())
    .addArgument(role())
    .action((username, newRole) => run((session) => setRole(session, username, newRole)));

  command('remove', 'remove a user for good')
    .addArgument(name())
    .addOption(yes())
    .action((username, options) => run((session) => removeUser(session, username, options)));

  return program;
}

/**
 * Runs the command line.
 * @returns the exit code: 0, or 1 where something was refused.
 * @throws CommandError, StartError or SettingError for the person who ran it.
 */
export async function runUsers(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = usersProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return exitCode;
}
