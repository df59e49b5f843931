import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Command } from 'commander';
import { type StackOptions, stackOutputs } from '../stack-outputs.ts';
import { metricMark } from './metric-mark.ts';
import { raiseIds } from './raise-ids.ts';

/** @throws CommandError where the stack cannot be read; whatever AWS answers. */
async function raiseIdsOfStack(options: StackOptions): Promise<string> {
  const output = await stackOutputs(options);
  const { region } = options;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
  const tables = { client, counters: output('CountersTable'), chatrooms: output('ChatroomsTable') };
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

/** The command line of `npm run rooms`. */
export function roomsProgram(write: (text: string) => void): Command {
  const program = new Command('npm run rooms --').description('Rooms of a deployed im-gateway.');
  program
    .command('raise-ids')
    .description('after a restore of a table: go on above every id that was ever given out')
    .requiredOption('--stack <name>', 'the deployed stack')
    .option('--region <region>', 'its AWS region, where the AWS settings do not say it')
    .action(async (options: StackOptions) => write(await raiseIdsOfStack(options)));
  return program;
}
