import { Command } from 'commander';
import { chatroomId as idParameter } from '../functions/contract/parameters.ts';
import { endOnDatabaseFault } from '../lib/local/data-folder.ts';
import { readLocalSettings } from '../lib/local/settings.ts';
import { attendanceCsv } from '../lib/operator/attendance-csv.ts';
import { CommandError, runProgram } from '../lib/operator/command-line.ts';
import type { StackOptions } from '../lib/operator/stack-outputs.ts';
import { openTables } from '../lib/users/tables.ts';

async function writeAttendance(id: string, options: Partial<StackOptions>): Promise<void> {
  const { data: chatroomId } = idParameter.schema.safeParse(id);
  if (chatroomId === undefined) throw new CommandError(`${id} is not the id of a chatroom`);
  const local = readLocalSettings(process.env);
  endOnDatabaseFault('rooms', local.dataDir);
  await using tables = await openTables(options, process.env);
  const environment = { ...local.functionVariables, ...(await tables.environment()) };
  const { text, isComplete } = await attendanceCsv(environment, chatroomId);
  process.stdout.write(text);
  if (!isComplete) {
    process.stderr.write('This attendance is incomplete: callbacks of RongCloud are missing.\n');
  }
}

const program = new Command('npm run rooms --').description(
  'Rooms of an im-gateway: on this machine, or with --stack on AWS.',
);
program
  .command('attendance')
  .description('who was in a chatroom and how long, as CSV; pipe it with npm run -s')
  .argument('<id>', 'the id of the chatroom')
  .option('--stack <name>', 'a deployed stack, in place of this machine')
  .option('--region <region>', 'the AWS region of the stack, if the AWS settings name none')
  .action(writeAttendance);
await runProgram(program);
