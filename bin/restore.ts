import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readCloudSettings } from '../lib/cloud/settings.ts';
import { runProgram } from '../lib/operator/command-line.ts';
import { restore } from '../lib/operator/restore/restore.ts';
import { restoreOnAws } from '../lib/operator/restore/restore-on-aws.ts';

function momentOf(text: string): Date {
  const moment = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError('Give a time with its zone, such as 2026-11-28T10:00:00+08:00.');
  }
  return moment;
}

interface Options {
  readonly stage: string;
  readonly to: Date;
  readonly tables: string;
  readonly region?: string;
}

async function run({ stage, to, tables, region }: Options): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8'));
  const settings = readCloudSettings({ ...context, stage });
  const tell = (line: string) => process.stdout.write(`${line}\n`);
  const ports = restoreOnAws(settings, { stack: `im-gateway-${stage}`, region }, tell);
  await restore({ tables: tables.split(','), to }, ports);
}

const program = new Command('npm run restore --')
  .description(
    'Closes a deployed stage, restores tables to a moment, raises the ids, switches to the restored tables and opens again. If it is interrupted, run it again with the same options: it continues.',
  )
  .requiredOption('--stage <name>', 'dev, staging or prod')
  .requiredOption(
    '--to <time>',
    'a moment before the fault, with its zone: 2026-11-28T10:00:00+08:00',
    momentOf,
  )
  .requiredOption('--tables <names>', 'such as chatrooms,counters')
  .option('--region <region>', 'the AWS region, unless the AWS settings name it')
  .action(run);

await runProgram(program);
