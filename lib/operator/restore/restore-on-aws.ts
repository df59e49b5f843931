import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EndpointRow } from '../../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../../functions/contract/endpoints.ts';
import { statusCallback } from '../../../functions/contract/status-callback.ts';
import { tables } from '../../../functions/contract/tables.ts';
import { type CloudSettings, reservedConcurrencyOf } from '../../cloud/settings.ts';
import { CommandError } from '../command-line.ts';
import { metricMark } from '../rooms/metric-mark.ts';
import { raiseIds } from '../rooms/raise-ids.ts';
import { type StackOptions, stackOutputs, tableOutput } from '../stack-outputs.ts';
import type { RestorePorts, StackParts } from './restore.ts';

const root = join(import.meta.dirname, '../../..');

/** A restore takes minutes, even for a small table. */
const pauseMs = 15_000;

/** DynamoDB's maximum for point-in-time recovery. */
const recoveryDays = 35;

type Reserving = Pick<EndpointRow, 'name' | 'reservedConcurrency'>;

/** CDK's logical id: the letters and digits of a construct's path. */
function rowOf(logicalId: string) {
  const rows: readonly Reserving[] = [...Object.values<EndpointRow>(endpoints), statusCallback];
  return rows.find(({ name }) => logicalId.startsWith(`${name.replaceAll('-', '')}Function`));
}

async function partsOf(
  options: StackOptions,
  settings: CloudSettings,
  client: CloudFormationClient,
): Promise<StackParts> {
  const output = await stackOutputs(options);
  const found = { functions: [] as StackParts['functions'][number][], rules: [] as string[] };
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: options.stack },
  )) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
      if (ResourceType === 'AWS::Lambda::Function') {
        const row = rowOf(LogicalResourceId);
        const reserved = row && reservedConcurrencyOf(row, settings);
        found.functions.push({ name: PhysicalResourceId, reserved });
      }
      if (ResourceType === 'AWS::Events::Rule') found.rules.push(PhysicalResourceId);
    }
  }
  const inUse = Object.keys(tables).map((name) => [name, output(tableOutput(name))]);
  return { ...found, tables: Object.fromEntries(inUse) };
}

async function statusOf(client: DynamoDBClient, table: string) {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.TableStatus === 'ACTIVE' ? ('ACTIVE' as const) : ('CREATING' as const);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'ABSENT' as const;
    throw error;
  }
}

/** The setting `restoredTables`: `chatrooms=new-name,counters=other-name`. */
async function writeRestoredTables(stage: string, restored: Readonly<Record<string, string>>): Promise<void> {
  const file = join(root, 'cdk.json');
  const config = JSON.parse(await readFile(file, 'utf8'));
  const settings = config.context.stages[stage];
  const before = Object.fromEntries(
    String(settings.restoredTables ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=')),
  );
  settings.restoredTables = Object.entries({ ...before, ...restored })
    .map(([name, table]) => `${name}=${table}`)
    .join(',');
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
}

async function deploy(stage: string): Promise<void> {
  const command = `cdk deploy -c stage=${stage} -c rollout=at-once --require-approval never`;
  const child = spawn('npx', command.split(' '), { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new CommandError(`npx ${command} ended with ${code}; fix it and restore again`);
}

export function restoreOnAws(
  settings: CloudSettings,
  options: StackOptions,
  tell: (line: string) => void,
): RestorePorts {
  const { region } = options;
  const { stage } = settings;
  const cloudFormation = new CloudFormationClient({ region });
  const lambda = new LambdaClient({ region });
  const events = new EventBridgeClient({ region });
  const dynamoDb = new DynamoDBClient({ region });
  return {
    parts: () => partsOf(options, settings, cloudFormation),
    reserve: async (FunctionName, concurrency) => {
      if (concurrency === undefined) {
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      } else {
        const ReservedConcurrentExecutions = concurrency;
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
      }
    },
    setRule: async (Name, isEnabled) => {
      if (isEnabled) await events.send(new EnableRuleCommand({ Name }));
      else await events.send(new DisableRuleCommand({ Name }));
    },
    tableStatus: (table) => statusOf(dynamoDb, table),
    restoreTable: async (SourceTableName, TargetTableName, RestoreDateTime) => {
      await dynamoDb.send(
        new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, RestoreDateTime }),
      );
    },
    protectTable: async (TableName) => {
      const PointInTimeRecoverySpecification = {
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: recoveryDays,
      };
      await dynamoDb.send(
        new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
      );
      await dynamoDb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    },
    raiseIds: async ({ counters = '', chatrooms = '' }) => {
      const output = await stackOutputs(options);
      const client = DynamoDBDocumentClient.from(dynamoDb);
      const mark = metricMark(new CloudWatchClient({ region }), output('MetricNamespace'), Date.now);
      const { raisedTo } = await raiseIds({ client, counters, chatrooms }, mark);
      tell(`the next chatroom gets id ${raisedTo + 1}`);
    },
    writeSettings: (restored) => writeRestoredTables(stage, restored),
    deploy: () => deploy(stage),
    pause: () => setTimeout(pauseMs),
    tell,
  };
}
