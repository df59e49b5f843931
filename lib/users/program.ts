import { Argument, Command, CommanderError, Option } from 'commander';
import { roles } from '../../functions/contract/settings.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import { messageOf, oneLine } from '../operator/command-line.ts';
import { addUser, changePassword, changeUser, removeUser, type Session } from './account-commands.ts';
import { type Change, UserDirectory } from './directory.ts';
import { usedColumns } from './import/file-kind.ts';
import { importFile } from './import/import-command.ts';
import { listUsers, showUser } from './listing.ts';
import { openTables } from './tables.ts';
import type { Terminal } from './terminal.ts';

/** Makes an action of a subcommand, which runs on the tables that the options name. */
type OnTables = <Args extends unknown[]>(
  work: (session: Session, ...args: Args) => Promise<unknown>,
) => (...args: Args) => Promise<void>;

const importHelp = `
CSV columns: ${usedColumns.join(', ')}
docs/accounts.md has the command that writes the file, for each database.`;

function addImportCommand(program: Command, onTables: OnTables): void {
  program
    .command('import')
    .description('import the users of a Django; existing ones stay as they are')
    .argument('[file]', 'JSON or JSONL of dumpdata, or CSV with a header; - is standard input', '-')
    .option('--dry-run', 'say what would happen, and store nothing')
    .option('--weak-digests', 'import plain SHA-1 and MD5 too; set WEAK_DIGESTS=accept for the service')
    .option('--model <name>', 'the model in dumpdata', 'auth.user')
    .addHelpText('after', importHelp)
    .action(onTables(importFile));
}

function usersProgram(onTables: OnTables): Command {
  const program = new Command('npm run users --')
    .description('Accounts of the im-gateway: on this machine, or with --stack on AWS.')
    .option('--stack <name>', 'a deployed stack, in place of this machine')
    .option('--region <region>', 'the AWS region of the stack, if the AWS settings name none')
    .exitOverride();
  const command = (usage: string, description: string) => program.command(usage).description(description);
  const roleOption = (description: string) => new Option('--role <role>', description).choices(roles);
  const set = (attribute: Change['attribute'], value: Change['value'], message: string) =>
    onTables((session, username: string) => changeUser(session, username, { attribute, value, message }));

  command('add <name>', 'add a user; asks for the password, or reads it from standard input')
    .addOption(roleOption('the rights of the user').default('student'))
    .action(onTables(addUser));
  addImportCommand(program, onTables);
  command('list', 'list the users by name')
    .addOption(roleOption('only users of this role'))
    .option('--disabled', 'only disabled users')
    .option('--enabled', 'only enabled users')
    .option('--json', 'as a JSON array; pipe it with npm run -s')
    .action(onTables(listUsers));
  command('show <name>', 'show a user').option('--json', 'as JSON').action(onTables(showUser));
  command('passwd <name>', 'change a password; asks for it, or reads it from standard input').action(
    onTables(changePassword),
  );
  command('disable <name>', 'refuse a user from the next request on').action(
    set('isDisabled', true, 'is disabled'),
  );
  command('enable <name>', 'accept a disabled user again').action(set('isDisabled', false, 'is enabled'));
  command('role <name>', 'change the role of a user')
    .addArgument(new Argument('<role>', 'the rights of the user').choices(roles))
    .action((username: string, role: string) => set('role', role, `is now ${role}`)(username));
  command('remove <name>', 'remove a user for good')
    .option('-y, --yes', 'do not ask')
    .action(onTables(removeUser));
  return program;
}

/** Runs the command line. Every error ends in one line. @returns the exit code: 0, or 1 if something was refused. */
export async function runUsers(
  args: readonly string[],
  terminal: Terminal,
  environment: Deps['environment'],
): Promise<number> {
  let exitCode = 0;
  const refuse = (message: string) => terminal.errors.write(`users: ${message}\n`);
  const program = usersProgram((work) => async (...parameters) => {
    await using tables = await openTables(program.opts(), environment);
    // Only an import returns an exit code.
    exitCode = Number((await work({ directory: new UserDirectory(tables), terminal }, ...parameters)) ?? 0);
  });
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (text) => terminal.output.write(text),
      outputError: (text) => refuse(`${oneLine(text.replace(/^error: /, ''))} (see --help)`),
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const isOfDynamoDb = error instanceof Error && '$metadata' in error;
    refuse(`${isOfDynamoDb ? 'DynamoDB cannot be used: ' : ''}${messageOf(error)}`);
    return 1;
  }
}
