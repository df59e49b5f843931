import {
  settings as functionSettings,
  readSetting,
  type Setting,
  SettingError,
  type SettingName,
} from '../../functions/contract/settings.ts';
import { tables } from '../../functions/contract/tables.ts';
import { type StageName, stages } from './stages.ts';

const isStageName = (text: string): text is StageName => Object.hasOwn(stages, text);

const trueOrFalse = {
  allowed: 'true or false',
  parse: (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** What may be left out, or be empty, and otherwise has this form. */
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

/** The stack's own settings, by their names in the CDK context. */
const stackSettings = {
  stage: {
    defaultText: 'dev',
    allowed: Object.keys(stages).join(', '),
    parse: (text: string) => (isStageName(text) ? text : undefined),
  },
  alarmEmail: optional(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'),
  waf: { defaultText: 'false', ...trueOrFalse },
  secretName: optional(/^[\w/+=.@-]{1,512}$/, 'the name of a secret in Secrets Manager'),
  ownKey: { defaultText: 'false', ...trueOrFalse },
  reservedConcurrency: {
    defaultText: '0',
    allowed: 'a whole number from 0 (none) to 1000',
    parse: (text: string) => (/^\d{1,4}$/.test(text) && Number(text) <= 1_000 ? Number(text) : undefined),
  },
  restoredTables: {
    defaultText: '',
    allowed: `table=name pairs separated by commas, or empty; the tables are ${Object.keys(tables).join(', ')}`,
    parse: parseTableNames,
  },
  gatewayLogRole: {
    defaultText: 'create',
    allowed: 'create or exists',
    parse: (text: string) => (text === 'create' || text === 'exists' ? text : undefined),
  },
  domainName: optional(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name such as im.example.com'),
  certificateArn: optional(
    /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of an ACM certificate',
  ),
} as const satisfies Record<string, Omit<Setting<unknown>, 'variable'>>;

/** Variables that the stack fills with what it makes. */
const filled: ReadonlySet<string> = new Set([
  ...Object.values(tables).map(({ variable }) => variable),
  functionSettings.rongCloudSecretId.variable,
  functionSettings.probeUrl.variable,
  functionSettings.probeSecretId.variable,
]);

/** In the context the hosts go by the name of the data centre that they belong to. */
const contextName = (name: SettingName) => (name === 'rongCloudHosts' ? 'region' : name);

/** The functions' settings that somebody deploying may choose. */
const chosen = Object.entries(functionSettings).filter(([, { variable }]) => !filled.has(variable)) as [
  SettingName,
  Setting<unknown>,
][];

export const contextNames: readonly string[] = [
  ...Object.keys(stackSettings),
  ...chosen.map(([name]) => contextName(name)),
];

type Context = Readonly<Record<string, unknown>>;
type StackSettings = {
  readonly [Name in keyof typeof stackSettings]: NonNullable<
    ReturnType<(typeof stackSettings)[Name]['parse']>
  >;
};

export interface CloudSettings extends StackSettings {
  /** The text of every function setting, by its variable. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The CDK's own context keys hold a colon, a slash or a hyphen. */
const isOurs = (key: string) => /^\w+$/.test(key);

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SettingError(name, 'is neither a text nor a number', 'one value');
}

function textsOf(context: Context): Record<string, string> {
  const given = Object.entries(context).filter(([key]) => isOurs(key));
  for (const [key] of given) {
    if (!contextNames.includes(key)) {
      throw new SettingError(key, 'is not a setting', `one of ${contextNames.join(', ')}`);
    }
  }
  return Object.fromEntries(given.map(([key, value]) => [key, textOf(key, value)]));
}

function readVariables(texts: Readonly<Record<string, string>>): Record<string, string> {
  const variables = chosen.map(([name, setting]) => {
    const key = contextName(name);
    readSetting(texts, { ...setting, variable: key });
    return [setting.variable, texts[key] ?? setting.defaultText ?? ''] as const;
  });
  return Object.fromEntries(variables);
}

/**
 * The settings as the context (`cdk.json` or `-c name=value`) gives them.
 * @throws SettingError naming the setting, what is wrong with its value and what it may be.
 */
export function readCloudSettings(context: Context): CloudSettings {
  const texts = textsOf(context);
  const own = Object.entries(stackSettings).map(([name, setting]) => [
    name,
    readSetting<unknown>(texts, { ...setting, variable: name }),
  ]);
  // Each value is what its own row of stackSettings parsed.
  const read = { ...Object.fromEntries(own), variables: readVariables(texts) } as CloudSettings;
  if ((read.domainName === '') !== (read.certificateArn === '')) {
    const missing = read.domainName === '' ? 'domainName' : 'certificateArn';
    throw new SettingError(
      missing,
      'is not set',
      'given together with the other of domainName and certificateArn',
    );
  }
  return read;
}
