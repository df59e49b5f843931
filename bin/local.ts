import { networkInterfaces } from 'node:os';
import { Command } from 'commander';
import type { EndpointRow } from '../functions/contract/endpoint-row.ts';
import { endpoints } from '../functions/contract/endpoints.ts';
import { classExamplePath } from '../lib/local/class-example.ts';
import { endOnDatabaseFault, prepareDataFolder } from '../lib/local/data-folder.ts';
import { bypassProxiesForThisMachine } from '../lib/local/proxies.ts';
import { type Service, startService } from '../lib/local/service.ts';
import { type LocalSettings, readLocalSettings } from '../lib/local/settings.ts';
import { terminalLine } from '../lib/local/terminal-log.ts';
import { exampleCall } from '../lib/openapi/examples.ts';
import { CommandError, ignoreLostOutput, runProgram } from '../lib/operator/command-line.ts';

/** The five endpoints of the contract, which come first in the table. */
const exampleCalls = 5;

async function run({ fresh }: { fresh: boolean }): Promise<void> {
  const local = readLocalSettings(process.env);
  bypassProxiesForThisMachine(process.env);
  endOnDatabaseFault('im-gateway', local.dataDir);
  const service = await startService({
    port: local.port,
    host: local.host,
    rongCloud: local.rongCloud,
    variables: local.functionVariables,
    output: (level, entry) => process.stdout.write(`${terminalLine(level, entry)}\n`),
    ...(await dataOf(local, fresh)),
  });
  stopOnSignal(service);
  process.stdout.write(welcome(service, local));
}

async function dataOf({ dataDir, dynamoDb }: LocalSettings, isFresh: boolean) {
  if (dynamoDb === undefined) return { dataPath: await prepareDataFolder(dataDir, isFresh) };
  if (isFresh) throw new CommandError('--fresh empties the embedded DynamoDB only; DYNAMODB_ENDPOINT is set');
  return { dynamoDb };
}

/** Where other devices on the same network reach a port of this machine, by IPv4. */
const networkOrigins = (port: string): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);

/** Warns that a service on every address has the demo passwords for everybody on the network. */
function networkLines(origin: string, { host }: LocalSettings): readonly string[] {
  if (host === '127.0.0.1') return [];
  const origins = networkOrigins(new URL(origin).port).join(' and ') || 'no address';
  return [`Network:   ${origins}. HOST=${host}: everybody on this network can call it and see its data.`];
}

function welcome({ origin, emulator }: Service, local: LocalSettings): string {
  const { dataDir, dynamoDb, rongCloud } = local;
  const lines = [
    `im-gateway ready on ${origin}`,
    '',
    ...Object.values<EndpointRow>(endpoints)
      .slice(0, exampleCalls)
      .map((row) => `  curl '${origin}${row.path}/?${new URLSearchParams(exampleCall(row))}'`),
    '',
    `Page:      ${origin}/im/docs/`,
    `Data:      ${dynamoDb?.endpoint ?? `${dataDir} (npm start -- --fresh empties it)`}`,
    `RongCloud: ${rongCloud?.hosts ?? `the emulator on ${emulator?.origin}`}`,
    ...(emulator ? [`Sample:    ${origin}${classExamplePath}/, a class with teacher and pupil`] : []),
    ...networkLines(origin, local),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function stopOnSignal(service: Service): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await service.stop();
      process.exit(0);
    });
  }
}

/** npm start: the whole service on this machine. */
await runProgram(
  new Command('npm start --')
    .description(
      'Starts the whole service on this machine with an embedded DynamoDB and a RongCloud emulator. Settings are environment variables: see the README.',
    )
    .option('--fresh', 'begin with an empty database and the demo data', false)
    .action(run),
  ignoreLostOutput,
);
