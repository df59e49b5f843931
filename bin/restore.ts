import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Command, InvalidArgumentError } from 'commander';
import { recoveryDays } from '../functions/contract/tables.ts';
import { readCloudSettings } from '../lib/cloud/settings.ts';
import { CommandError, runProgram } from '../lib/operator/command-line.ts';
import { type RestoreOrder, restore } from '../lib/operator/restore/restore.ts';
import { stackOutputs } from '../lib/operator/stack-outputs.ts';

const root = join(import.meta.dirname, '..');

/** A restore takes minutes, even for a small table. */
const pauseMs = 15_000;

/** DynamoDB can restore a table to a moment before the last five minutes. */
const latestMs = 300_000;

/** DynamoDB would refuse a wrong moment only after the service was closed. */
function momentOf(text: string): Date {
  const [, day = ''] = /^(\d{4}-\d\d-\d\d)T.*(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const moment = new Date(text);
  // JavaScript takes February 30 for a day in March.
  if (day === '' || Number.isNaN(moment.getTime()) || !new Date(day).toISOString().startsWith(day)) {
    throw new InvalidArgumentError('Give a time with its zone, such as 2026-11-28T10:00:00+08:00.');
  }
  const ageMs = Date.now() - moment.getTime();
  if (ageMs < latestMs || ageMs > recoveryDays * 86_400_000) {
    throw new InvalidArgumentError(
      `Give a moment in the last ${recoveryDays} days, and not in the last 5 minutes.`,
    );
  }
  return moment;
}

async function deploy(stage: string): Promise<void> {
  const command = `cdk deploy -c stage=${stage} -c rollout=at-once --require-approval never`;
  const child = spawn('npx', command.split(' '), { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new CommandError(`npx ${command} ended with ${code}; fix it and restore again`);
}

type Options = Omit<RestoreOrder, 'restoredTables'> & { readonly region?: string };

async function run({ region, ...order }: Options): Promise<void> {
  const { stage } = order;
  const configFile = join(root, 'cdk.json');
  const { context } = JSON.parse(readFileSync(configFile, 'utf8'));
  // A mistake in cdk.json is reported before the service is closed.
  const { restoredTables } = readCloudSettings({ ...context, stage });
  await restore(
    { ...order, restoredTables },
    {
      cloudFormation: new CloudFormationClient({ region }),
      cloudWatch: new CloudWatchClient({ region }),
      dynamoDb: new DynamoDBClient({ region }),
      events: new EventBridgeClient({ region }),
      lambda: new LambdaClient({ region }),
      configFile,
      outputs: () => stackOutputs({ stack: `im-gateway-${stage}`, region }),
      deploy: () => deploy(stage),
      pause: () => setTimeout(pauseMs),
      tell: (line) => process.stdout.write(`${line}\n`),
    },
  );
}

await runProgram(
  new Command('npm run restore --')
    .description(
      'Closes a deployed stage, restores tables to a moment, raises the ids, switches to the restored tables and opens again. If it is interrupted, run it again with the same options: it continues.',
    )
    .requiredOption('--stage <name>', 'dev, staging or prod')
    .requiredOption(
      '--to <time>',
      'a moment before the fault, with its zone: 2026-11-28T10:00:00+08:00',
      momentOf,
    )
    .requiredOption('--tables <names>', "such as chatrooms,counters; '' only opens again", (names) =>
      names.split(',').filter(Boolean),
    )
    .option('--region <region>', 'the AWS region, unless the AWS settings name it')
    .action(run),
);
