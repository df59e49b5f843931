import { parseArgs } from 'node:util';
import { SettingError } from '../functions/contract/settings.ts';
import { describeFault, prepareDataFolder } from '../lib/local/data-folder.ts';
import { exampleUrls } from '../lib/local/example-urls.ts';
import { bypassProxiesForThisMachine } from '../lib/local/proxies.ts';
import { type Service, startService } from '../lib/local/service.ts';
import { type LocalSettings, readLocalSettings } from '../lib/local/settings.ts';
import { levelDbFault, StartError } from '../lib/local/start-error.ts';
import { terminalLine } from '../lib/local/terminal-log.ts';

/** npm start: the whole service on this machine. */
async function main(): Promise<void> {
  const { fresh } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } }).values;
  const local = readLocalSettings(process.env);
  bypassProxiesForThisMachine();
  endOnDatabaseFault(local);
  const service = await startService({
    port: local.port,
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
  if (isFresh) throw new StartError('--fresh empties the embedded DynamoDB only; DYNAMODB_ENDPOINT is set');
  return { dynamoDb };
}

function welcome({ origin, emulator }: Service, { dataDir, dynamoDb, rongCloud }: LocalSettings): string {
  const lines = [
    `im-gateway ready on ${origin}`,
    '',
    ...exampleUrls(origin).map((url) => `  curl '${url}'`),
    '',
    `Page:      ${origin}/im/docs/`,
    `Data:      ${dynamoDb?.endpoint ?? `${dataDir} (npm start -- --fresh starts anew)`}`,
    `RongCloud: ${rongCloud?.hosts ?? `the emulator on ${emulator?.origin}`}`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** dynalite throws outside any call if a write fails, so no reply can tell of a full disk: the process ends. */
function endOnDatabaseFault({ dataDir }: LocalSettings): void {
  process.on('uncaughtException', (error) => {
    const fault = levelDbFault(error);
    if (fault === undefined) throw error;
    process.stderr.write(`im-gateway: ${describeFault(dataDir, fault)}\n`);
    process.exit(1);
  });
}

function stopOnSignal(service: Service): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await service.stop();
      process.exit(0);
    });
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof StartError ||
  error instanceof SettingError ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

try {
  await main();
} catch (error) {
  if (!isExpected(error)) throw error;
  process.stderr.write(`im-gateway: ${error.message}\n`);
  process.exit(1);
}
