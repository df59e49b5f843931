import { randomBytes } from 'node:crypto';
import { readSetting, settings } from '../../functions/contract/settings.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { type Clock, type Deps, systemClock } from '../../functions/platform/deps.ts';
import { undiciRequestHandler } from '../../functions/platform/undici-request-handler.ts';
import { docsPage } from '../docs-page/build.ts';
import { type RongCloudEmulator, startRongCloudEmulator } from '../emulator/emulator.ts';
import { classExampleRoutes } from './class-example.ts';
import { markFinished } from './data-folder.ts';
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
import { controlRoutes, inspectorRoute } from './inspector-routes.ts';
import { type Host, listen } from './listen.ts';
import { pageRoutes, type Route, serviceRoutes } from './routes.ts';
import { announceService } from './running-service.ts';
import { startSecretsManager } from './secrets-manager.ts';
import type { RongCloudAccount } from './settings.ts';
import { StartError, systemCode } from './start-error.ts';

export interface ServiceOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** What the gateway listens on. @default 127.0.0.1 */
  readonly host?: Host;
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
export const patient = { connectMs: 10_000, requestMs: 10_000 };

const emulatorAccount = { appKey: 'local-app-key', appSecret: 'local-app-secret' };

async function openDatabase(options: ServiceOptions, running: AsyncDisposableStack) {
  if (options.dynamoDb !== undefined) return options.dynamoDb;
  const server = await startDynamoDb(options.dataPath);
  running.defer(server.stop);
  if (options.dataPath !== undefined) running.defer(await announceService(options.dataPath, server.origin));
  return embeddedConnection(server.origin);
}

async function openRongCloud(options: ServiceOptions, running: AsyncDisposableStack) {
  if (options.rongCloud !== undefined) return { account: options.rongCloud, emulator: undefined };
  const emulator = await startRongCloudEmulator({ ...emulatorAccount, clock: options.clock ?? systemClock });
  running.defer(emulator.stop);
  return { account: { ...emulatorAccount, hosts: emulator.origin }, emulator };
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
    if (code !== 'EADDRINUSE') {
      throw new StartError(`PORT ${port} cannot be used (${code}); set PORT to another from 1024 on`, error);
    }
    throw new StartError(
      `PORT ${port} is in use; stop the other program or set PORT to another (0 lets the system choose)`,
      error,
    );
  }
}

function sendCallbacks(emulator: RongCloudEmulator | undefined, origin: string): void {
  emulator?.behave({ callbackUrl: `${origin}${statusCallback.path}` });
}

/** Adds the demo data through a gateway of its own, before any caller can take an id. */
async function seed(deps: Deps, emulator: RongCloudEmulator | undefined): Promise<void> {
  const quiet: Deps = { ...deps, output: () => {} };
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

/** The routes of a run with the emulator: the local state inspector and the sample app. */
function openEmulatorRoutes(
  connection: DynamoDbConnection,
  { emulator, deps, running }: { emulator: RongCloudEmulator; deps: Deps; running: AsyncDisposableStack },
): readonly Route[] {
  const inspector = openInspector(connection, emulator, deps);
  running.defer(inspector.close);
  return [inspectorRoute(inspector.inspect, emulator), ...controlRoutes(emulator), ...classExampleRoutes];
}

async function start(options: ServiceOptions, running: AsyncDisposableStack) {
  const database = await openDatabase(options, running);
  const isNew = await createTables(database);
  const { account, emulator } = await openRongCloud(options, running);
  const { appKey, appSecret, hosts } = account;
  const secrets = await startSecretsManager(() => JSON.stringify({ appKey, appSecret }));
  running.defer(secrets.stop);
  const deps: Deps = {
    clock: options.clock ?? systemClock,
    randomBytes,
    output: options.output,
    passwordCost: options.passwordCost,
    awsTimeouts: patient,
    createRequestHandler: undiciRequestHandler,
    environment: {
      ...options.variables,
      ...databaseVariables(database),
      [settings.rongCloudHosts.variable]: hosts,
      [settings.rongCloudSecretId.variable]: 'local',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
    },
  };
  const readPageFile = docsPage({ isLocal: emulator !== undefined });
  const { sendsCallbacks = true } = options;
  if (isNew) await seed(deps, sendsCallbacks ? emulator : undefined);
  if (options.dataPath !== undefined) await markFinished(options.dataPath);
  const routes = [...(await serviceRoutes(deps)), ...(await pageRoutes(deps, readPageFile))];
  const emulated = emulator === undefined ? [] : openEmulatorRoutes(database, { emulator, deps, running });
  const gateway = await listenAt(deps, [...routes, ...emulated], options);
  running.defer(gateway.stop);
  if (sendsCallbacks) sendCallbacks(emulator, gateway.origin);
  if (options.runsSchedules ?? true) running.defer(await startReconciler(deps));
  return { origin: gateway.origin, runtime: deps, emulator };
}

/**
 * The whole service on this machine: the handlers that the stack deploys, behind a stand-in for API Gateway,
 * with an embedded DynamoDB and the RongCloud emulator unless others are given.
 * @throws StartError, or the system's own error.
 */
export async function startService(options: ServiceOptions) {
  const running = new AsyncDisposableStack();
  try {
    const service = await start(options, running);
    return { ...service, stop: () => running.disposeAsync() };
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}
