import { readFile, writeFile } from 'node:fs/promises';
import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EnableRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  isBackedUp,
  recoveryDays,
  type TableDefinition,
  type TableName,
  tableOutput,
  tables,
} from '../../../functions/contract/tables.ts';
import { raiseIds } from './raise-ids.ts';

/** AWS and the repository; a test passes its own. Every call may be repeated. */
export interface RestoreDeps {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly dynamoDb: DynamoDBClient;
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  /** cdk.json. */
  readonly configFile: string;
  /** Reads the outputs of the stack. */
  outputs(): Promise<(output: string) => string>;
  /** Deploys the stage with all traffic at once. */
  deploy(): Promise<void>;
  /** The pause between two checks of a table that is being restored. */
  pause(): Promise<void>;
  tell(line: string): void;
}

export interface RestoreOrder {
  readonly stage: string;
  readonly tables: readonly string[];
  readonly to: Date;
  /** The setting of the stage, from earlier restores. */
  readonly restoredTables: Readonly<Record<string, string>>;
}

interface Parts {
  /** Each with its reserved concurrency in the stack's template. */
  readonly functions: Map<string, number | undefined>;
  /** EventBridge rules of the reconciler and the probe. */
  readonly rules: string[];
}

async function partsOf(StackName: string, { cloudFormation: client }: RestoreDeps): Promise<Parts> {
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName }));
  const { Resources } = JSON.parse(TemplateBody);
  const parts: Parts = { functions: new Map(), rules: [] };
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      const { ResourceStatus, ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } = resource;
      // CloudFormation lists what an update that was rolled back had created.
      if (ResourceStatus === 'DELETE_COMPLETE') continue;
      if (ResourceType === 'AWS::Events::Rule') parts.rules.push(PhysicalResourceId);
      if (ResourceType === 'AWS::Lambda::Function') {
        const { ReservedConcurrentExecutions } = Resources[LogicalResourceId].Properties;
        parts.functions.set(PhysicalResourceId, ReservedConcurrentExecutions);
      }
    }
  }
  return parts;
}

async function close({ functions, rules }: Parts, { lambda, events, tell }: RestoreDeps): Promise<void> {
  tell(`closing: ${functions.size} functions refuse calls, ${rules.length} schedules stop`);
  for (const Name of rules) await events.send(new DisableRuleCommand({ Name }));
  for (const FunctionName of functions.keys()) {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  }
}

async function open({ functions, rules }: Parts, { lambda, events, tell }: RestoreDeps): Promise<void> {
  tell('opening the service again');
  for (const [FunctionName, ReservedConcurrentExecutions] of functions) {
    if (ReservedConcurrentExecutions === undefined) {
      await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    } else {
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
    }
  }
  for (const Name of rules) await events.send(new EnableRuleCommand({ Name }));
}

/** Undefined if there is no such table. */
async function statusOf(TableName: string, client: DynamoDBClient): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** DynamoDB refuses to turn it on twice. */
async function expireItems(TableName: string, AttributeName: string, client: DynamoDBClient): Promise<void> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return;
  const TimeToLiveSpecification = { AttributeName, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

/** A restored table lacks recovery, deletion protection and TTL. */
async function protectTable(TableName: string, client: DynamoDBClient): Promise<void> {
  const PointInTimeRecoverySpecification = {
    PointInTimeRecoveryEnabled: true,
    RecoveryPeriodInDays: recoveryDays,
  };
  await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
}

async function restoreTable(name: TableName, source: string, to: Date, deps: RestoreDeps) {
  const { dynamoDb, tell, pause } = deps;
  const { timeToLive }: TableDefinition = tables[name];
  // Depends only on the moment, so that a repeated restore finds the tables of the earlier run.
  const suffix = `-${to.toISOString().replace(/\D/g, '').slice(0, 14)}`;
  // An earlier run has already switched to it.
  const target = source.endsWith(suffix) ? source : `${source}${suffix}`;
  if ((await statusOf(target, dynamoDb)) !== undefined) tell(`${target} is there from an earlier run`);
  else {
    tell(`restoring ${source} as of ${to.toISOString()} to ${target}`);
    const names = { SourceTableName: source, TargetTableName: target };
    await dynamoDb.send(new RestoreTableToPointInTimeCommand({ ...names, RestoreDateTime: to }));
  }
  while ((await statusOf(target, dynamoDb)) !== 'ACTIVE') await pause();
  await protectTable(target, dynamoDb);
  if (timeToLive !== undefined) await expireItems(target, timeToLive, dynamoDb);
  return target;
}

/** @param restored the setting `restoredTables`: `chatrooms=new-name,counters=other-name`. */
async function writeRestoredTables(configFile: string, stage: string, restored: object): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8'));
  const pairs = Object.entries(restored).map(([name, table]) => `${name}=${table}`);
  config.context.stages[stage].restoredTables = pairs.join(',');
  await writeFile(configFile, `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Closes the service, restores tables, raises the ids, switches to the restored tables and opens again. A run that was
 * interrupted is run again with the same moment and continues; the service stays closed until the last step.
 * @throws RangeError for a table without backups; errors of AWS.
 */
export async function restore(order: RestoreOrder, deps: RestoreDeps): Promise<void> {
  const { stage, tables: names, to } = order;
  const { dynamoDb, cloudWatch, tell } = deps;
  const restorable = Object.entries(tables).flatMap(([name, table]) => (isBackedUp(table) ? [name] : []));
  const unknown = names.find((name) => !restorable.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`${unknown} is no table that can be restored; these are ${restorable.join(', ')}`);
  }
  const output = await deps.outputs();
  const inUse = (name: TableName) => output(tableOutput(name));
  const stack = `im-gateway-${stage}`;
  await close(await partsOf(stack, deps), deps);
  const restored: Partial<Record<TableName, string>> = {};
  for (const name of names as TableName[]) restored[name] = await restoreTable(name, inUse(name), to, deps);
  const { counters = inUse('counters'), chatrooms = inUse('chatrooms') } = restored;
  // Ids must not be handed out twice, after a restore of either table.
  if (restored.counters || restored.chatrooms) {
    const client = DynamoDBDocumentClient.from(dynamoDb);
    const metric = { client: cloudWatch, namespace: output('MetricNamespace') };
    const last = await raiseIds({ client, counters, chatrooms }, metric);
    tell(`the next chatroom gets id ${last + 1}`);
  }
  await writeRestoredTables(deps.configFile, stage, { ...order.restoredTables, ...restored });
  await deps.deploy();
  // Read again: the deploy may have changed a reserve.
  await open(await partsOf(stack, deps), deps);
  tell('open. Commit cdk.json, and run the smoke check.');
}
