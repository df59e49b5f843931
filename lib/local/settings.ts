import { resolve } from 'node:path';
import {
  oneOf,
  readSetting,
  type Setting,
  settings,
  wholeNumber,
} from '../../functions/contract/settings.ts';
import type { DynamoDbConnection } from './dynamodb.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const port = { variable: 'PORT', defaultText: '8000', ...wholeNumber(0, 65_535) };

const host = {
  variable: 'HOST',
  defaultText: '127.0.0.1',
  ...oneOf('127.0.0.1', '0.0.0.0'),
  allowed: '127.0.0.1 for this machine alone, or 0.0.0.0 for its networks too',
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

/** The functions' settings that may be changed on this machine. The local run writes the others, which have no default. */
const changeable = Object.values<Setting<unknown>>(settings).filter(
  ({ defaultText }) => defaultText !== undefined,
);

/** A RongCloud account, in place of the emulator. */
export type RongCloudAccount = NonNullable<ReturnType<typeof readRongCloud>>;

function readRongCloud(environment: Environment) {
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
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID || 'local',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY || 'local',
    sessionToken: environment.AWS_SESSION_TOKEN,
  },
});

export type LocalSettings = ReturnType<typeof readLocalSettings>;

/** @throws SettingError naming the variable. */
export function readLocalSettings(environment: Environment) {
  for (const setting of changeable) readSetting(environment, setting);
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
