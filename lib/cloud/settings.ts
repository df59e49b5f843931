import { parseAddressList } from '../../functions/contract/address-list.ts';
import {
  settings as functionSettings,
  oneOf,
  readSetting,
  type Setting,
  SettingError,
  wholeNumber,
} from '../../functions/contract/settings.ts';
import { tables } from '../../functions/contract/tables.ts';
import { parseProvisionedHours } from './provisioned-concurrency.ts';
import { isProd, type StageName, stageNames } from './stages.ts';

const trueOrFalse = {
  allowed: 'true or false',
  parse: (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

const optional = (form: RegExp, allowed: string) => ({
  defaultText: '',
  allowed: `${allowed}, or empty`,
  parse: (text: string) => (text === '' || form.test(text) ? text : undefined),
});

/** `chatrooms=the-restored-one,users=another` by table. */
function parseTableNames(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text === '' ? [] : text.split(',').map((pair) => pair.split('='));
  const isSound = pairs.every(
    ([table = '', name = '', ...more]) =>
      Object.hasOwn(tables, table) && /^[\w.-]{3,255}$/.test(name) && more.length === 0,
  );
  return isSound ? Object.fromEntries(pairs) : undefined;
}

/** The stack's own settings, by their names in a stage of cdk.json. */
const stackSettings = {
  account: optional(/^\d{12}$/, 'the number of the AWS account that this stage is in'),
  awsRegion: optional(
    /^[a-z]{2}(-[a-z]+)+-\d$/,
    'the AWS region that this stage is in, such as ap-southeast-1',
  ),
  alarmEmail: optional(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'),
  waf: { defaultText: 'false', ...trueOrFalse },
  /** Per five minutes. 10,000 pupils behind one address get a token, join and look the chatroom up. */
  maxCallsPerAddress: { defaultText: '60000', ...wholeNumber(100, 2_000_000_000) },
  docsPage: { defaultText: '', ...oneOf('on', 'off', '') },
  tracing: { defaultText: '', ...oneOf('on', 'off', '') },
  architecture: { defaultText: '', ...oneOf('arm64', 'x86_64', '') },
  secretName: optional(/^[\w/+=.@-]{1,512}$/, 'the name of a secret in Secrets Manager'),
  secretKeyArn: optional(
    /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
    'the ARN of the key that encrypts secretName',
  ),
  ownKey: { defaultText: 'false', ...trueOrFalse },
  /** Empty: in prod the reserve of each row. */
  reservedConcurrency: {
    defaultText: '',
    allowed: 'a whole number from 0 to 1000, or empty',
    parse: (text: string) => (text === '' ? text : wholeNumber(0, 1_000).parse(text)),
  },
  provisionedConcurrency: {
    defaultText: '',
    allowed: 'class starts such as 40 MON-FRI 18:45-19:30 that do not touch, separated by commas, or empty',
    parse: parseProvisionedHours,
  },
  /** The only addresses that may send callbacks; empty: any address, and the signature decides. */
  callbackSources: {
    defaultText: '',
    allowed: 'IP addresses or CIDR ranges separated by commas, or empty',
    parse: (text: string) => (parseAddressList(text) === undefined ? undefined : text),
  },
  backupVaultArn: optional(
    /^arn:[\w-]+:backup:[\w-]+:\d{12}:backup-vault:[\w-]+$/,
    'the ARN of an AWS Backup vault in another region',
  ),
  restoredTables: {
    defaultText: '',
    allowed: `table=name pairs separated by commas, or empty; the tables are ${Object.keys(tables).join(', ')}`,
    parse: parseTableNames,
  },
  gatewayLogRole: { defaultText: 'create', ...oneOf('create', 'exists') },
  domainName: optional(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name such as im.example.com'),
  certificateArn: optional(
    /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of an ACM certificate',
  ),
} as const satisfies Record<string, Omit<Setting<unknown>, 'variable'>>;

// The stack fills in four settings with its own resources. In cdk.json the hosts are the name of their data centre.
const { rongCloudSecretId, probeUrl, probeSecretId, releaseVersions, rongCloudHosts, ...others } =
  functionSettings;
const ofFunctions = { ...others, region: rongCloudHosts };

const settingRows = { ...stackSettings, ...ofFunctions };

/** The settings of a stage, by their names in cdk.json. */
export const settingNames: readonly string[] = Object.keys(settingRows);

type Context = Readonly<Record<string, unknown>>;
type Texts = Readonly<Record<string, string>>;
type Values = {
  readonly [Name in keyof typeof settingRows]: NonNullable<ReturnType<(typeof settingRows)[Name]['parse']>>;
};

export interface CloudSettings extends Values {
  readonly stage: StageName;
  /** How a new version gets its calls. `at-once` is for going back during an alarm. */
  readonly rollout: 'gradual' | 'at-once';
  /** The text of every function setting, by its variable. */
  readonly variables: Texts;
}

/** The options of `-c`. Everything else is in cdk.json, so that every deploy of a stage has the same settings. */
const commandLine = {
  stage: { variable: 'stage', defaultText: 'dev', ...oneOf(...stageNames) },
  rollout: { variable: 'rollout', defaultText: 'gradual', ...oneOf('gradual', 'at-once') },
} as const;

/** CDK's own context keys contain a colon, a slash or a hyphen. */
const isOurs = (key: string) => /^\w+$/.test(key) && key !== 'stages';

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SettingError(name, 'is neither a text nor a number', 'one value');
}

function textsOf(values: Context, allowed: readonly string[], prefix = ''): Texts {
  const unknown = Object.keys(values).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw new SettingError(`${prefix}${unknown}`, 'is not a setting', `one of ${allowed.join(', ')}`);
  }
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(key, value)]));
}

function readCommandLine(context: Context): Texts {
  const misplaced = settingNames.find((name) => name in context);
  if (misplaced !== undefined) {
    const place = 'in cdk.json, under "stages" and the stage';
    throw new SettingError(misplaced, 'is given on the command line', place);
  }
  const given = Object.entries(context).filter(([key]) => isOurs(key));
  return textsOf(Object.fromEntries(given), Object.keys(commandLine));
}

function readStage(context: Context, stage: StageName): Texts {
  const all = (context.stages ?? {}) as Readonly<Record<string, Context>>;
  const unknown = Object.keys(all).find((name) => commandLine.stage.parse(name) === undefined);
  if (unknown !== undefined) {
    throw new SettingError(`stages.${unknown}`, 'is not a stage', commandLine.stage.allowed);
  }
  const texts = textsOf(all[stage] ?? {}, settingNames, `stages.${stage}.`);
  for (const name of isProd({ stage }) ? ['region', 'alarmEmail'] : ['region']) {
    if (!texts[name]) {
      throw new SettingError(name, 'is not set', `set in cdk.json, under "stages" and "${stage}"`);
    }
  }
  return texts;
}

function requirePair(settings: CloudSettings, one: keyof Values, other: keyof Values): void {
  if ((settings[one] === '') === (settings[other] === '')) return;
  const missing = settings[one] === '' ? one : other;
  throw new SettingError(missing, 'is not set', `given together with the other of ${one} and ${other}`);
}

/**
 * The settings of the stage that `-c stage=` chooses, from cdk.json.
 * @throws SettingError naming the setting, the fault and the allowed values.
 */
export function readCloudSettings(context: Context): CloudSettings {
  const options = readCommandLine(context);
  const stage = readSetting(options, commandLine.stage);
  const texts = readStage(context, stage);
  const values = Object.entries<Omit<Setting<unknown>, 'variable'>>(settingRows).map(
    ([variable, setting]) => [variable, readSetting(texts, { ...setting, variable })],
  );
  const variables = Object.entries<Setting<unknown>>(ofFunctions).map(
    ([name, { variable, defaultText = '' }]) => [variable, texts[name] ?? defaultText],
  );
  const settings: CloudSettings = {
    // Each value was parsed by its row.
    ...(Object.fromEntries(values) as Values),
    stage,
    rollout: readSetting(options, commandLine.rollout),
    variables: Object.fromEntries(variables),
  };
  requirePair(settings, 'domainName', 'certificateArn');
  requirePair(settings, 'account', 'awsRegion');
  const [, , , backupRegion] = settings.backupVaultArn.split(':');
  if (backupRegion === settings.awsRegion) {
    const { allowed } = settingRows.backupVaultArn;
    throw new SettingError('backupVaultArn', `is in the stage's own region, ${backupRegion}`, allowed);
  }
  return settings;
}

const isInChina = ({ awsRegion }: Pick<CloudSettings, 'awsRegion'>) => awsRegion.startsWith('cn-');

/** X-Ray does not trace Lambda in AWS China, so tracing is off there unless the setting says otherwise. */
export const isTraced = (settings: Pick<CloudSettings, 'tracing' | 'awsRegion'>): boolean =>
  settings.tracing === '' ? !isInChina(settings) : settings.tracing === 'on';

/** Undocumented: which regions have arm64; all have x86_64. */
export const architectureOf = (settings: Pick<CloudSettings, 'architecture' | 'awsRegion'>) =>
  settings.architecture || (isInChina(settings) ? 'x86_64' : 'arm64');

/**
 * Reserved concurrency of an endpoint's or a callback's function, which is also its maximum. Without the setting it is that
 * of the row, only in prod: an account's quota must be 100 above all reserves, and a new account has as few as 10.
 */
export function reservedConcurrencyOf(
  row: { readonly reservedConcurrency?: number },
  settings: Pick<CloudSettings, 'stage' | 'reservedConcurrency'>,
): number | undefined {
  const { reservedConcurrency } = settings;
  if (reservedConcurrency === '') return isProd(settings) ? row.reservedConcurrency : undefined;
  return reservedConcurrency === 0 ? undefined : reservedConcurrency;
}
