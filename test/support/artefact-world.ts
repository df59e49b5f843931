import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LogEntry, processRuntime, type Runtime } from '../../functions/shared/runtime.ts';
import { settings } from '../../functions/shared/settings.ts';
import { addDemoData } from '../../lib/local/demo-data.ts';
import { startDynamoDb } from '../../lib/local/dynamodb.ts';
import { type RongCloudEmulator, startRongCloudEmulator } from '../../lib/local/rongcloud/emulator.ts';
import { startSecretsManager } from '../../lib/local/secrets-manager.ts';
import { type AwsCall, dynamoDbNeeds, secretNeeds, startCheckedAws } from './checked-aws.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { type LambdaProcess, startLambda } from './lambda-process.ts';
import { permissionsOf } from './permissions.ts';
import { type Properties, region, resourcesOf, type Template } from './template.ts';
import { startTemplateGateway } from './template-gateway.ts';
import { addUser, call, type World } from './world.ts';

const rongCloudAccount = { appKey: 'artefact-app-key', appSecret: 'local-app-secret' };
const credentials = { accessKeyId: 'operator', secretAccessKey: 'local' };

export interface ArtefactWorld extends World {
  /** What the functions asked AWS for and were given. */
  readonly calls: readonly AwsCall[];
  /** What they asked for and the template does not permit. */
  readonly refusals: readonly AwsCall[];
  readonly template: Template;
}

export interface ArtefactOptions {
  /** Options of Node in the functions' processes. @default none */
  readonly nodeOptions?: readonly string[];
}

/** Creates the tables as the template defines them, with their logical ids as names. */
async function createTables(template: Template, endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  for (const [TableName, table] of resourcesOf(template, 'AWS::DynamoDB::Table')) {
    const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = table;
    const input = { TableName, KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes };
    await client.send(new CreateTableCommand(input as unknown as CreateTableCommandInput));
  }
  client.destroy();
}

const variablesOf = ({ Environment }: Properties) =>
  (Environment as { Variables: Readonly<Record<string, string>> }).Variables;

/** What Lambda itself puts into every function's environment, as far as anything reads it. */
const ofRuntime = (id: string) => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_LAMBDA_FUNCTION_NAME: id,
  TZ: ':UTC',
});

/** The zip of a function, unpacked to where no other file of the project is in reach. */
async function unpack({ Code }: Properties, folder: string): Promise<string> {
  const [hash] = String((Code as Properties).S3Key).split('.');
  const unpacked = await mkdtemp(join(tmpdir(), 'im-gateway-function-'));
  await cp(join(folder, `asset.${hash}`), unpacked, { recursive: true });
  return unpacked;
}

interface Outside {
  readonly emulator: RongCloudEmulator;
  /** Where the functions find DynamoDB and Secrets Manager. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly output: (entry: LogEntry) => void;
}

async function startFunction(
  id: string,
  properties: Properties,
  { folder, outside, nodeOptions }: { folder: string; outside: Outside } & ArtefactOptions,
): Promise<LambdaProcess> {
  const variables = variablesOf(properties);
  const hosts = settings.rongCloudHosts.variable;
  return startLambda({
    folder: await unpack(properties, folder),
    environment: {
      ...variables,
      ...ofRuntime(id),
      ...outside.endpoints,
      // RongCloud's own hosts stand in the template; the emulator takes their place.
      ...(hosts in variables ? { [hosts]: outside.emulator.origin } : {}),
    },
    timeoutMs: Number(properties.Timeout) * 1_000,
    output: outside.output,
    ...(nodeOptions === undefined ? {} : { nodeOptions }),
  });
}

/** The service from its artefacts: template and bundles, as a deployment would put them together. */
export async function startArtefactWorld(
  { template, folder }: CloudAssembly,
  options: ArtefactOptions = {},
): Promise<ArtefactWorld> {
  const running = new AsyncDisposableStack();
  const log: LogEntry[] = [];
  const calls: AwsCall[] = [];
  const refusals: AwsCall[] = [];
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  const permissions = new Map(
    [...functions].map(([id, { Role }]) => [id, permissionsOf(template, String(Role).replace(/\.Arn$/, ''))]),
  );

  const database = await startDynamoDb();
  running.defer(database.stop);
  await createTables(template, database.origin);
  const emulator = await startRongCloudEmulator(rongCloudAccount);
  running.defer(emulator.stop);
  const secrets = await startSecretsManager(() => JSON.stringify(rongCloudAccount));
  running.defer(secrets.stop);

  const checked = {
    permissions,
    onCall: (one: AwsCall) => calls.push(one),
    onRefusal: (one: AwsCall) => refusals.push(one),
  };
  const dynamoDb = await startCheckedAws({ ...checked, target: database.origin, needsOf: dynamoDbNeeds });
  running.defer(dynamoDb.stop);
  const secretsManager = await startCheckedAws({ ...checked, target: secrets.origin, needsOf: secretNeeds });
  running.defer(secretsManager.stop);

  const outside: Outside = {
    emulator,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.origin,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.origin,
    },
    output: (entry) => log.push(entry),
  };
  const processes = new Map<string, LambdaProcess>();
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias');
  for (const [aliasId, { FunctionName }] of aliases) {
    const id = String(FunctionName);
    const properties = functions.get(id);
    if (properties === undefined) throw new Error(`${aliasId} names no function`);
    const process = await startFunction(id, properties, { folder, outside, ...options });
    running.defer(process.stop);
    processes.set(aliasId, process);
  }
  const gateway = await startTemplateGateway({
    template,
    invoke: async (aliasId, event) => await processes.get(aliasId)?.invoke(event),
  });
  running.defer(gateway.stop);

  /** An operator's tools: the same tables, with the operator's own permissions. */
  const operator: Runtime = {
    ...processRuntime,
    output: () => {},
    environment: {
      ...Object.assign({}, ...[...functions.values()].map(variablesOf)),
      ...ofRuntime('operator'),
      AWS_ENDPOINT_URL_DYNAMODB: database.origin,
    },
  };
  await addDemoData(operator, gateway.origin);
  return {
    origin: gateway.origin,
    emulator,
    log,
    calls,
    refusals,
    template,
    call: (path, init) => call(gateway.origin, path, init),
    addUser: (user, password) => addUser(operator, user, password),
    stop: () => running.disposeAsync(),
  };
}
