import { resolve } from 'node:path';
import { readSetting, type Setting, settings } from '../../functions/contract/settings.ts';
import type { DynamoDbConnection } from './dynamodb.ts';
import { type Host, hosts } from './listen.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A RongCloud account, in place of the emulator. */
export interface RongCloudAccount {
  readonly hosts: string;
  readonly appKey: string;
  readonly appSecret: string;
}

export interface LocalSettings {
  readonly port: number;
  readonly host: Host;
  /** The absolute path of the data folder. */
  readonly dataDir: string;
  /** Another DynamoDB API; absent: the embedded one. */
  readonly dynamoDb: DynamoDbConnection | undefined;
  readonly rongCloud: RongCloudAccount | undefined;
  /** Settings of the functions, by their variables, that the developer has set. */
  readonly functionVariables: Environment;
}

const port: Setting<number> = {
  variable: 'PORT',
  defaultText: '8000',
  allowed: 'a whole number from 0 to 65535',
  parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
};

const host: Setting<Host> = {
  variable: 'HOST',
  defaultText: '127.0.0.1',
  allowed: '127.0.0.1 for this machine alone, or 0.0.0.0 for its networks too',
  parse: (text) => hosts.find((one) => one === text),
};

const dataDir: Setting<string> = {
  variable: 'DATA_DIR',
  defaultText: '.local',
  allowed: 'a folder',
  parse: (text) => (text.trim() === '' ? undefined : resolve(text)),
};

const dynamoDbEndpoint: Setting<string> = {
  variable: 'DYNAMODB_ENDPOINT',
  allowed: 'an http:// or https:// address',
  parse: (text) => (/^https?:/.test(text) && URL.canParse(text) ? text : undefined),
};

const text = (variable: string): Setting<string> => ({
  variable,
  allowed: 'text without blanks',
  parse: (value) => (/^\S+$/.test(value) ? value : undefined),
});

/** The functions' settings that may be changed on this machine. */
const changeable = [
  settings.serverJoin,
  settings.errorStatus,
  settings.reasonLanguage,
  settings.roomIdleMinutes,
  settings.firstRoomId,
  settings.createRepeatSeconds,
  settings.maxActiveRooms,
  settings.maxCreatesPerMinute,
  settings.tokenReuseHours,
  settings.attendanceDays,
  settings.timeZone,
  settings.createRoles,
  settings.loginFreeFailures,
  settings.loginUserFailures,
  settings.loginUserDailyFailures,
  settings.loginNetworkFailures,
  settings.trustedProxies,
  settings.weakDigests,
  settings.corsOrigins,
] as const;

function readRongCloud(environment: Environment): RongCloudAccount | undefined {
  const variables = [settings.rongCloudHosts.variable, 'RONGCLOUD_APP_KEY', 'RONGCLOUD_APP_SECRET'];
  if (variables.every((variable) => environment[variable] === undefined)) return undefined;
  readSetting(environment, settings.rongCloudHosts);
  return {
    hosts: environment[settings.rongCloudHosts.variable] ?? '',
    appKey: readSetting(environment, text('RONGCLOUD_APP_KEY')),
    appSecret: readSetting(environment, { ...text('RONGCLOUD_APP_SECRET'), isSecret: true }),
  };
}

/** An emulator accepts any credentials; AWS needs the developer's own. */
const readDynamoDb = (environment: Environment): DynamoDbConnection => ({
  endpoint: readSetting(environment, dynamoDbEndpoint),
  region: environment.AWS_REGION || 'local',
  accessKeyId: environment.AWS_ACCESS_KEY_ID || 'local',
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY || 'local',
  sessionToken: environment.AWS_SESSION_TOKEN,
});

/** @throws SettingError naming the variable. */
export function readLocalSettings(environment: Environment): LocalSettings {
  for (const setting of changeable) readSetting<unknown>(environment, setting);
  const given = changeable.filter(({ variable }) => environment[variable] !== undefined);
  return {
    port: readSetting(environment, port),
    host: readSetting(environment, host),
    dataDir: readSetting(environment, dataDir),
    dynamoDb: environment.DYNAMODB_ENDPOINT === undefined ? undefined : readDynamoDb(environment),
    rongCloud: readRongCloud(environment),
    functionVariables: Object.fromEntries(given.map(({ variable }) => [variable, environment[variable]])),
  };
}
