import { randomBytes } from 'node:crypto';
import { readSetting, settings } from '../../functions/contract/settings.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { type Clock, type Deps, systemClock } from '../../functions/platform/deps.ts';
import { undiciRequestHandler } from '../../functions/platform/undici-request-handler.ts';
import { docsPage } from '../docs-page/build.ts';
import { type RongCloudEmulator, startRongCloudEmulator } from '../emulator/emulator.ts';
import { listen } from '../emulator/http.ts';
import { classExampleRoutes } from './class-example.ts';
import { markFinished, systemCode } from './data-folder.ts';
import { addDemoData } from './demo-data.ts';
import {
  createTables,
  type DynamoDbConnection,
  databaseVariables,
  embeddedConnection,
  startDynamoDb,
} from './dynamodb.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { startReconciler } from './handlers.ts';
import { openInspector } from './inspector.ts';
import { inspectorRoutes } from './inspector-routes.ts';
import { pageRoutes, type Route, serviceRoutes } from './routes.ts';
import { announceService } from './running-service.ts';
import { startSecretsManager } from './secrets-manager.ts';
import type { RongCloudAccount } from './settings.ts';

export interface ServiceOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The gateway's address. @default 127.0.0.1 */
  readonly host?: string;
  /** The embedded DynamoDB's folder, which exists; in memory if absent. */
  readonly dataPath?: string;
  /** A DynamoDB elsewhere, in place of the embedded one. */
  readonly dynamoDb?: DynamoDbConnection | undefined;
  readonly rongCloud?: RongCloudAccount | undefined;
  /** The functions' settings by their variables. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly passwordCost?: Deps['passwordCost'];
  readonly sourceIp?: GatewayOptions['sourceIp'];
  /** Runs the reconciler at its interval. @default true */
  readonly runsSchedules?: boolean;
  /** Lets the emulator tell the service who joins and leaves chatrooms. @default true */
  readonly sendsCallbacks?: boolean;
  readonly output: Deps['output'];
}

export type Service = Awaited<ReturnType<typeof startService>>;

/** The AWS stubs run in this process: a slow reply means a busy machine, and a retry would add to its load. */
export const stubTimeouts = { connectMs: 10_000, requestMs: 10_000 };

const emulatorAccount = { appKey: 'local-app-key', appSecret: 'local-app-secret' };

async function openDatabase(options: ServiceOptions, running: AsyncDisposableStack) {
  if (options.dynamoDb !== undefined) return options.dynamoDb;
  const server = await startDynamoDb(options.dataPath);
  running.defer(server.stop);
  if (options.dataPath !== undefined) running.defer(await announceService(options.dataPath, server.origin));
  return embeddedConnection(server.origin);
}

/** The account, in a stub of Secrets Manager, and the emulator unless the account is RongCloud's own. */
async function openRongCloud({ rongCloud, clock }: ServiceOptions, running: AsyncDisposableStack) {
  const emulator = rongCloud ? undefined : await startRongCloudEmulator({ ...emulatorAccount, clock });
  if (emulator !== undefined) running.defer(emulator.stop);
  const { appKey, appSecret } = rongCloud ?? emulatorAccount;
  const secrets = await startSecretsManager(JSON.stringify({ appKey, appSecret }));
  running.defer(secrets.stop);
  const variables = {
    [settings.rongCloudHosts.variable]: rongCloud?.hosts ?? emulator?.origin,
    [settings.rongCloudSecretId.variable]: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
  };
  return { emulator, variables };
}

async function listenAt(
  deps: Deps,
  routes: readonly Route[],
  { port, host, sourceIp }: Pick<ServiceOptions, 'port' | 'host' | 'sourceIp'>,
) {
  const gateway = createGateway({
    routes,
    corsOrigins: readSetting(deps.environment, settings.corsOrigins),
    errorStatus: readSetting(deps.environment, settings.errorStatus),
    language: readSetting(deps.environment, settings.reasonLanguage),
    output: deps.output,
    sourceIp,
  });
  try {
    return await listen(gateway, port, host);
  } catch (error) {
    const code = systemCode(error);
    const message =
      code === 'EADDRINUSE'
        ? `PORT ${port} is in use; stop the other program or set PORT to another (0 lets the system choose)`
        : `PORT ${port} cannot be used (${code}); set PORT to another from 1024 on`;
    throw new Error(message, { cause: error });
  }
}

function sendCallbacks(emulator: RongCloudEmulator | undefined, origin: string): void {
  emulator?.behave({ callbackUrl: `${origin}${statusCallback.path}` });
}

/** Some allowed values of these would refuse the demo chatrooms, or hide that. */
const demoEnvironment = Object.fromEntries(
  [settings.createRoles, settings.maxActiveRooms, settings.maxCreatesPerMinute, settings.errorStatus].map(
    (setting) => [setting.variable, setting.defaultText],
  ),
);

/** Adds the demo data through a gateway of its own, before any caller can take an id. */
async function seed(deps: Deps, emulator: RongCloudEmulator | undefined): Promise<void> {
  const environment = { ...deps.environment, ...demoEnvironment };
  const quiet: Deps = { ...deps, environment, output: () => {} };
  const gateway = await listenAt(quiet, await serviceRoutes(quiet), { port: 0 });
  try {
    sendCallbacks(emulator, gateway.origin);
    await addDemoData(quiet, gateway.origin);
    await emulator?.callbacksSent();
  } finally {
    emulator?.behave({ callbackUrl: '' });
    await gateway.stop();
  }
}

/**
 * The whole service on this machine: the handlers that the stack deploys, behind a stand-in for API Gateway,
 * with an embedded DynamoDB and the RongCloud emulator unless others are given.
 * @throws an error with a line for the terminal, or the system's own error.
 */
export async function startService(options: ServiceOptions) {
  const { clock = systemClock, output, passwordCost, sendsCallbacks = true, runsSchedules = true } = options;
  // Stops what has started if a later part fails.
  await using running = new AsyncDisposableStack();
  const database = await openDatabase(options, running);
  const isNew = await createTables(database);
  const { emulator, variables } = await openRongCloud(options, running);
  const environment = { ...options.variables, ...databaseVariables(database), ...variables };
  const deps: Deps = {
    clock,
    randomBytes,
    output,
    passwordCost,
    awsTimeouts: stubTimeouts,
    createRequestHandler: undiciRequestHandler,
    environment,
  };
  const readPageFile = docsPage({ isLocal: emulator !== undefined });
  if (isNew) await seed(deps, sendsCallbacks ? emulator : undefined);
  if (options.dataPath !== undefined) await markFinished(options.dataPath);
  const routes = [...(await serviceRoutes(deps)), ...(await pageRoutes(deps, readPageFile))];
  if (emulator !== undefined) {
    const inspector = openInspector(database, emulator, deps);
    running.defer(inspector.close);
    routes.push(...inspectorRoutes(inspector, emulator), ...classExampleRoutes);
  }
  const gateway = await listenAt(deps, routes, options);
  running.defer(gateway.stop);
  if (sendsCallbacks) sendCallbacks(emulator, gateway.origin);
  if (runsSchedules) running.defer(await startReconciler(deps));
  const service = running.move();
  return { origin: gateway.origin, deps, emulator, stop: () => service.disposeAsync() };
}
