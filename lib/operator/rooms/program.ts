import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Command } from 'commander';
import { maxChatroomId } from '../../../functions/contract/settings.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { localTables, tablesOfStack } from '../../users/tables.ts';
import { CommandError } from '../command-line.ts';
import { type StackOptions, stackOutputs, tableOutput } from '../stack-outputs.ts';
import { type AttendanceCsv, attendanceCsv } from './attendance-csv.ts';
import { metricMark } from './metric-mark.ts';
import { raiseIds } from './raise-ids.ts';

/** @throws CommandError if the stack cannot be read; errors of AWS. */
async function raiseIdsOfStack(options: StackOptions): Promise<string> {
  const output = await stackOutputs(options);
  const { region } = options;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
  const tables = {
    client,
    counters: output(tableOutput('counters')),
    chatrooms: output(tableOutput('chatrooms')),
  };
  const mark = metricMark(new CloudWatchClient({ region }), output('MetricNamespace'), Date.now);
  const { last, highest, mark: seen, raisedTo } = await raiseIds(tables, mark);
  return [
    `last id of the counter          ${last}`,
    `highest id among the rooms      ${highest}`,
    `highest id that was ever seen   ${seen}`,
    `the next room gets              ${raisedTo + 1}`,
    '',
  ].join('\n');
}

/** @throws CommandError if the id is malformed or unknown. */
async function csvOf(text: string, { stack, region }: Partial<StackOptions>): Promise<AttendanceCsv> {
  const chatroomId = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (chatroomId > maxChatroomId) throw new CommandError(`${text} is not the id of a chatroom`);
  const local = readLocalSettings(process.env);
  const tables = stack === undefined ? await localTables(local) : await tablesOfStack({ stack, region });
  try {
    return await attendanceCsv({ ...local.functionVariables, ...(await tables.environment()) }, chatroomId);
  } finally {
    await tables.close();
  }
}

/** @param warn writes what does not belong into a file of the output. */
export function roomsProgram(write: (text: string) => void, warn: (text: string) => void): Command {
  const program = new Command('npm run rooms --').description(
    'Rooms of an im-gateway: on this machine, or with --stack on AWS.',
  );
  program
    .command('raise-ids')
    .description('after a restore of a table: go on above every id that was ever given out')
    .requiredOption('--stack <name>', 'the deployed stack')
    .option('--region <region>', 'its AWS region, where the AWS settings do not say it')
    .action(async (options: StackOptions) => write(await raiseIdsOfStack(options)));
  program
    .command('attendance')
    .description('who was in a chatroom and how long, as CSV; pipe it with npm run -s')
    .argument('<id>', 'the id of the chatroom')
    .option('--stack <name>', 'a deployed stack, in place of this machine')
    .option('--region <region>', 'the AWS region of the stack, if the AWS settings name none')
    .action(async (id: string, options: Partial<StackOptions>) => {
      const { text, isComplete } = await csvOf(id, options);
      write(text);
      if (!isComplete) warn('This attendance is incomplete: callbacks of RongCloud are missing.\n');
    });
  return program;
}
