import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '../../functions/contract/settings.ts';
import { type Deps, type LogEntry, processDeps } from '../../functions/platform/deps.ts';
import { startRongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { addDemoData } from '../../lib/local/demo-data.ts';
import { startDynamoDb } from '../../lib/local/dynamodb.ts';
import { startSecretsManager } from '../../lib/local/secrets-manager.ts';
import { artefactFunctions, variablesOf, variablesOfLambda } from './artefact-functions.ts';
import { type AwsCall, dynamoDbNeeds, secretNeeds, startCheckedAws } from './checked-aws.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { permissionsOf } from './permissions.ts';
import { region, resourcesOf, type Template } from './template.ts';
import { startTemplateGateway } from './template-gateway.ts';
import { addUser, call, callsBy, type TestService } from './test-service.ts';

/** The content of every secret: functions read the fields that they need. */
const secret = {
  appKey: 'artefact-app-key',
  appSecret: 'local-app-secret',
  username: 'teacher1',
  password: '123456',
};

export interface ArtefactService extends TestService {
  /** Permitted calls of the functions to AWS. */
  readonly calls: AwsCall[];
  /** Calls that the template does not permit. */
  readonly refusals: readonly AwsCall[];
  /** Every log entry, with the logical id of the function that wrote it. */
  readonly logged: readonly { readonly functionId: string; readonly entry: LogEntry }[];
  /** The tables, for direct access by a test. */
  readonly operator: Deps;
  /** Runs a function that is not called over HTTP. */
  run(functionId: string): Promise<unknown>;
}

export interface ArtefactOptions {
  /** Options of Node in the functions' processes. @default none */
  readonly nodeOptions?: readonly string[];
  /** A native Argon2 in place of Lambda's. @default Lambda's */
  readonly addon?: string;
  /** The content of every secret. @default a valid one */
  readonly secretString?: string;
  /** @default the demo data */
  readonly isEmpty?: boolean;
}

const operatorName = 'operator';

/** Creates the tables as the template defines them, with their logical ids as names. */
async function createTables(template: Template, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: operatorName, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  for (const [TableName, table] of resourcesOf(template, 'AWS::DynamoDB::Table')) {
    const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = table;
    const input = { TableName, KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes };
    // The template's properties are the API's own.
    await client.send(new CreateTableCommand(input as unknown as CreateTableCommandInput));
  }
  client.destroy();
}

const permissionsByFunction = (template: Template) =>
  new Map(
    [...resourcesOf(template, 'AWS::Lambda::Function')].map(([id, { Role }]) => [
      id,
      permissionsOf(template, String(Role).replace(/\.Arn$/, '')),
    ]),
  );

/** DynamoDB, Secrets Manager and RongCloud, the first two by the template's permissions. */
async function startOutside(template: Template, secretString: string, running: AsyncDisposableStack) {
  const calls: AwsCall[] = [];
  const refusals: AwsCall[] = [];
  const checks = {
    permissions: permissionsByFunction(template),
    onCall: (one: AwsCall) => calls.push(one),
    onRefusal: (one: AwsCall) => refusals.push(one),
  };
  const emulator = await startRongCloudEmulator(secret);
  running.defer(emulator.stop);
  const database = await startDynamoDb();
  running.defer(database.stop);
  await createTables(template, database.origin);
  const secrets = await startSecretsManager(secretString);
  running.defer(secrets.stop);
  const dynamoDb = await startCheckedAws({ ...checks, target: database.origin, needsOf: dynamoDbNeeds });
  running.defer(dynamoDb.stop);
  const secretsManager = await startCheckedAws({ ...checks, target: secrets.origin, needsOf: secretNeeds });
  running.defer(secretsManager.stop);
  return {
    calls,
    refusals,
    emulator,
    database,
    redirections: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.origin,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.origin,
      [settings.rongCloudHosts.variable]: emulator.origin,
    },
  };
}

/** An operator's tools: the same tables, and DynamoDB without the functions' permissions. */
function operatorRuntime(template: Template, endpoint: string): Deps {
  const variables = [...resourcesOf(template, 'AWS::Lambda::Function').values()].map(variablesOf);
  return {
    ...processDeps,
    output: () => {},
    environment: {
      ...Object.assign({}, ...variables),
      ...variablesOfLambda(operatorName),
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    },
  };
}

/** The service from its artefacts: template and bundles, as deployed. */
export async function startArtefactService(
  assembly: CloudAssembly,
  { nodeOptions = [], addon, secretString = JSON.stringify(secret), isEmpty = false }: ArtefactOptions = {},
): Promise<ArtefactService> {
  const { template } = assembly;
  const running = new AsyncDisposableStack();
  const { emulator, database, redirections, ...asked } = await startOutside(template, secretString, running);
  const logged: { functionId: string; entry: LogEntry }[] = [];
  const log: LogEntry[] = [];
  const origin = { ofGateway: '' };
  const functions = artefactFunctions(assembly, {
    nodeOptions,
    addon,
    redirections: () => ({ ...redirections, [settings.probeUrl.variable]: origin.ofGateway }),
    output: (functionId, entry) => {
      log.push(entry);
      logged.push({ functionId, entry });
    },
  });
  running.defer(functions.stop);
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias');
  const gateway = await startTemplateGateway({
    template,
    // RongCloud's callback has no alias: the gateway invokes its function.
    invoke: (id, event) =>
      functions.invoke(String(aliases.get(id)?.FunctionName ?? id.replace(/\.Arn$/, '')), event),
  });
  running.defer(gateway.stop);
  origin.ofGateway = gateway.origin;
  const deps = operatorRuntime(template, database.origin);
  if (!isEmpty) await addDemoData(deps, gateway.origin);
  return {
    ...asked,
    operator: deps,
    origin: gateway.origin,
    emulator,
    log,
    logged,
    ...callsBy((path, init) => call(gateway.origin, path, init)),
    addUser: (user, password) => addUser(deps, user, password),
    run: (functionId) => functions.invoke(functionId, {}),
    stop: () => running.disposeAsync(),
  };
}
