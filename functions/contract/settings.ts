import { parseAddressList } from './address-list.ts';
import { dataCentres, parseHosts } from './data-centres.ts';
import { parseJson } from './json.ts';
import { languages } from './reasons.ts';
import { isTimeZone } from './wall-clock-time.ts';

/**
 * One setting: its environment variable, the allowed values, and how its text is read. The stack and the local run write
 * these variables, and the functions read them.
 */
export interface Setting<T> {
  readonly variable: string;
  /** The allowed values, in words for the error message. */
  readonly allowed: string;
  /** The default; a setting without one is required. */
  readonly defaultText?: string;
  /** True if the error message leaves out the value. */
  readonly isSecret?: true;
  /** Undefined if the text is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

export const wholeNumber = (min: number, max: number) => ({
  allowed: `a whole number from ${min} to ${max}`,
  parse: (text: string) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
  },
});

export const oneOf = <const T extends string>(...values: readonly T[]) => ({
  allowed: values.join(' or '),
  parse: (text: string) => values.find((value) => value === text),
});

export const anyText = { allowed: 'any text that is not empty', parse: (text: string) => text || undefined };

const commaSeparated = (text: string) => (text === '' ? [] : text.split(','));

const isWebOrigin = (text: string) =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

export const roles = ['admin', 'teacher', 'student'] as const;
export type Role = (typeof roles)[number];
const isRole = (text: string): text is Role => roles.some((role) => role === text);

/** 2^31 - 1: clients of 2016 read an id as a signed 32-bit number. */
export const maxChatroomId = 2_147_483_647;

interface ReleaseVersion {
  readonly version: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const settings = {
  rongCloudHosts: {
    variable: 'RONGCLOUD_HOSTS',
    allowed: `${Object.keys(dataCentres).join(', ')}, or https:// origins separated by commas`,
    parse: parseHosts,
  },
  rongCloudSecretId: { variable: 'RONGCLOUD_SECRET_ID', ...anyText },
  /** The address that the probe calls, and its account. */
  probeUrl: {
    variable: 'PROBE_URL',
    allowed: 'the http:// or https:// address before /im/',
    parse: (text: string) => (/^https?:/.test(text) && URL.canParse(text) ? text : undefined),
  },
  probeSecretId: { variable: 'PROBE_SECRET_ID', ...anyText },
  /** By endpoint: the version that the release check calls, and the parameters of a call. */
  releaseVersions: {
    variable: 'RELEASE_VERSIONS',
    allowed: 'JSON that the stack writes',
    parse: (text: string) => parseJson(text) as Readonly<Record<string, ReleaseVersion>> | undefined,
  },
  serverJoin: { variable: 'SERVER_JOIN', defaultText: 'auto', ...oneOf('auto', 'on', 'off') },
  errorStatus: { variable: 'ERROR_STATUS', defaultText: 'http', ...oneOf('http', 'always200') },
  reasonLanguage: { variable: 'REASON_LANGUAGE', defaultText: 'en', ...oneOf(...languages) },
  /** RongCloud's own limits for an idle room's life; the default is a week. */
  roomIdleMinutes: { variable: 'ROOM_IDLE_MINUTES', defaultText: '10080', ...wholeNumber(60, 10_080) },
  firstRoomId: { variable: 'FIRST_ROOM_ID', defaultText: '1', ...wholeNumber(1, maxChatroomId) },
  /** How long the same create by the same user returns the same id; 0: every create makes a room. */
  createRepeatSeconds: { variable: 'CREATE_REPEAT_SECONDS', defaultText: '120', ...wholeNumber(0, 3_600) },
  /** Far more than the courses of a school's busiest account. Every create counts them: 5,000 cost 60 read units. */
  maxActiveRooms: { variable: 'MAX_ACTIVE_ROOMS', defaultText: '500', ...wholeNumber(1, 5_000) },
  maxCreatesPerMinute: { variable: 'MAX_CREATES_PER_MINUTE', defaultText: '60', ...wholeNumber(1, 6_000) },
  /** The TTL of cached tokens; 0: no cache. A year at most. */
  tokenReuseHours: { variable: 'TOKEN_REUSE_HOURS', defaultText: '24', ...wholeNumber(0, 8_760) },
  /** The message type of an announcement: RongCloud's text message, or a type of the app. */
  announcementType: {
    variable: 'ANNOUNCEMENT_TYPE',
    defaultText: 'RC:TxtMsg',
    allowed: 'RC:TxtMsg, or a type of the app’s own of at most 32 characters, not beginning with RC:',
    parse: (text: string) => (/^(RC:TxtMsg|(?!RC:)[\x21-\x7e]{1,32})$/.test(text) ? text : undefined),
  },
  /** How long attendance is kept. A school year and a month. */
  attendanceDays: { variable: 'ATTENDANCE_DAYS', defaultText: '400', ...wholeNumber(1, 3_650) },
  timeZone: {
    variable: 'TIME_ZONE',
    defaultText: 'Asia/Shanghai',
    allowed: 'an IANA time zone, such as Asia/Shanghai',
    parse: (text: string) => (isTimeZone(text) ? text : undefined),
  },
  createRoles: {
    variable: 'CREATE_ROLES',
    defaultText: roles.join(','),
    allowed: `one or more of ${roles.join(', ')}, separated by commas`,
    parse: (text: string) => {
      const named = commaSeparated(text);
      return named.length > 0 && named.every(isRole) ? named : undefined;
    },
  },
  /** Failed logins of one user from one client network before waits begin. */
  loginFreeFailures: { variable: 'LOGIN_FREE_FAILURES', defaultText: '5', ...wholeNumber(1, 1_000) },
  /** Failed logins of one user in 15 minutes, from all client networks that are unknown to the account. */
  loginUserFailures: { variable: 'LOGIN_USER_FAILURES', defaultText: '20', ...wholeNumber(1, 10_000) },
  /** Failed logins of one user before only one per 15 minutes is allowed; NIST SP 800-63B names 100. */
  loginUserDailyFailures: {
    variable: 'LOGIN_USER_DAILY_FAILURES',
    defaultText: '100',
    ...wholeNumber(1, 100_000),
  },
  /** Accounts with failed logins from one client network in 15 minutes, without accounts known there. */
  loginNetworkFailures: {
    variable: 'LOGIN_NETWORK_FAILURES',
    defaultText: '50',
    ...wholeNumber(1, 1_000_000),
  },
  /** The proxies in front of API Gateway whose X-Forwarded-For counts. */
  trustedProxies: {
    variable: 'TRUSTED_PROXIES',
    defaultText: '',
    allowed: 'IP addresses or CIDR ranges separated by commas',
    parse: parseAddressList,
  },
  /** `accept`: plain SHA-1 and MD5 of old Djangos still log in. */
  weakDigests: { variable: 'WEAK_DIGESTS', defaultText: 'refuse', ...oneOf('refuse', 'accept') },
  corsOrigins: {
    variable: 'CORS_ORIGINS',
    defaultText: '',
    allowed: 'origins such as https://app.example.com, separated by commas',
    parse: (text: string) => {
      const origins = commaSeparated(text);
      return origins.every(isWebOrigin) ? origins : undefined;
    },
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;

/** A setting that is absent or has a wrong value; the message names it and the allowed values. */
export class SettingError extends Error {
  constructor(variable: string, fault: string, allowed: string) {
    super(`${variable} ${fault}; it must be ${allowed}`);
    this.name = 'SettingError';
  }
}

/** @throws SettingError naming the variable. */
export function readSetting<T>(
  environment: Readonly<Record<string, string | undefined>>,
  { variable, allowed, defaultText, isSecret, parse }: Setting<T>,
): T {
  const text = environment[variable] ?? defaultText;
  if (text === undefined) throw new SettingError(variable, 'is not set', allowed);
  const value = parse(text);
  const fault = isSecret ? 'is not valid' : `is ${JSON.stringify(text)}`;
  if (value === undefined) throw new SettingError(variable, fault, allowed);
  return value;
}
