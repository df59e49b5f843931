import * as z from 'zod/mini';
import type { FailureCode } from './shared/failure.ts';
import type { Wording } from './shared/reasons.ts';
import { greatestChatroomId, type SettingName } from './shared/settings.ts';
import type { TableAction, TableName } from './shared/store/tables.ts';

/** A parameter: how its text is read, and the same in words for the person whose value was refused. */
export interface Parameter {
  readonly schema: z.ZodMiniType<string | number, string>;
  readonly rule: Wording;
  readonly example: string;
  /** Whether it may be left out; the contract's own parameters may not. */
  readonly isOptional?: true;
}

/**
 * Characters that have no place in a name: controls, unpaired surrogates, what a broken encoding turns into
 * (U+FFFD), and those that make one name look like another (zero-width space, bidirectional overrides).
 */
const hasOddCharacter = (text: string) => /[\p{Cc}\p{Cs}\uFFFD\u200B\u202A-\u202E\u2066-\u2069]/u.test(text);

const text = (mostCharacters: number) =>
  z.string().check(z.refine((value) => !hasOddCharacter(value) && [...value].length <= mostCharacters));

const username = {
  schema: text(150),
  rule: { en: '1 to 150 characters, none of them a control character', zh: '1 到 150 个字符，不含控制字符' },
  example: 'student1',
} as const satisfies Parameter;

/** Argon2 would take more; a limit in bytes keeps the cost of reading one known. */
const mostPasswordBytes = 128;

const password = {
  // U+FFFD stands for bytes that were no UTF-8, which would let two different passwords look the same.
  schema: z
    .string()
    .check(
      z.refine((value) => !/[\p{Cs}\uFFFD]/u.test(value) && Buffer.byteLength(value) <= mostPasswordBytes),
    ),
  rule: { en: '1 to 128 bytes of UTF-8', zh: '1 到 128 字节的 UTF-8 文本' },
  example: '123456',
} as const satisfies Parameter;

const liveId = {
  schema: text(64),
  rule: { en: '1 to 64 characters, none of them a control character', zh: '1 到 64 个字符，不含控制字符' },
  example: '1',
} as const satisfies Parameter;

const roomName = {
  schema: text(64),
  rule: { en: '1 to 64 characters, none of them a control character', zh: '1 到 64 个字符，不含控制字符' },
  example: 'room1',
} as const satisfies Parameter;

const chatroomId = {
  schema: z.pipe(
    z.string().check(
      z.regex(/^[1-9][0-9]{0,9}$/),
      z.refine((value) => Number(value) <= greatestChatroomId),
    ),
    z.transform(Number),
  ),
  rule: {
    en: 'a whole number from 1 to 2147483647 in plain digits',
    zh: '1 到 2147483647 之间的整数，仅含数字',
  },
  example: '7',
} as const satisfies Parameter;

const refresh = {
  schema: z.literal('1'),
  rule: { en: '1, or left out', zh: '1，或省略' },
  example: '1',
  isOptional: true,
} as const satisfies Parameter;

/** The caller's account: every endpoint takes it, from the query, the body or HTTP Basic. */
export const credentials = { username, password } as const;

export const methods = ['GET', 'POST'] as const;

/** What any endpoint may answer, whatever it does. */
export const failuresOfEvery = [
  'INVALID_PARAMETER',
  'WRONG_CREDENTIALS',
  'ACCOUNT_DISABLED',
  'NOT_ALLOWED',
  'TOO_LARGE',
  'TOO_MANY_ATTEMPTS',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'INTERNAL',
] as const satisfies readonly FailureCode[];

const upstreamFailures = ['UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_BUSY'] as const;

/** What a login takes: the user and the counters of failed attempts, their change, and a better password hash. */
const login = {
  users: ['BatchGetItem', 'UpdateItem'],
  attempts: ['BatchGetItem', 'GetItem', 'UpdateItem'],
} as const;

const reason = z.literal('');
const ret = z.literal('success');

/** Settings that every endpoint reads. */
export const settingsOfEvery = [
  'errorStatus',
  'reasonLanguage',
  'corsOrigins',
  'loginFreeFailures',
  'loginUserFailures',
  'loginUserDailyFailures',
  'loginNetworkFailures',
  'weakDigests',
] as const satisfies readonly SettingName[];

/** Settings that whoever calls RongCloud reads. */
export const settingsOfRongCloud = [
  'rongCloudHosts',
  'rongCloudSecretId',
] as const satisfies readonly SettingName[];

/** Exactly what a function may do: its permissions and its environment are made from this. */
export type Touches = Readonly<Partial<Record<TableName, readonly TableAction[]>>> & {
  readonly rongCloud?: true;
};

/** What any function of ours says of itself. */
export interface FunctionDefinition {
  readonly touches: Touches;
  /** The settings it reads, beside those that `touches` implies and, in an endpoint, those of every one. */
  readonly settings: readonly SettingName[];
}

export interface EndpointDefinition extends FunctionDefinition {
  /** Without the slash at its end; both forms answer alike. */
  readonly path: string;
  readonly summary: Wording;
  /** Beside the credentials, in the order of the documents. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The body of a success; its fields go out in this order. */
  readonly reply: z.ZodMiniObject;
  /** Beside those of every endpoint. */
  readonly failures: readonly FailureCode[];
}

export const endpoints = {
  'user-get-token': {
    path: '/im/user_get_token',
    summary: { en: 'Get the RongCloud token of a user', zh: '获取用户的融云 token' },
    parameters: { refresh },
    reply: z.object({ reason, token: z.string(), ret }),
    failures: [...upstreamFailures],
    touches: { ...login, quotas: ['UpdateItem'], rongCloud: true },
    settings: ['tokenReuseHours'],
  },
  'chatroom-create': {
    path: '/im/chatroom_create',
    summary: { en: 'Create a chatroom of a live course', zh: '为直播课程创建聊天室' },
    parameters: { live_id: liveId, name: roomName },
    reply: z.object({ reason, id: z.int(), ret }),
    failures: [...upstreamFailures],
    touches: {
      ...login,
      chatrooms: ['GetItem', 'PutItem', 'UpdateItem', 'Query living'],
      counters: ['UpdateItem'],
      creations: ['GetItem', 'PutItem'],
      quotas: ['GetItem', 'UpdateItem'],
      rongCloud: true,
    },
    settings: [
      'createRoles',
      'createRepeatSeconds',
      'mostCreatesPerMinute',
      'mostLivingRooms',
      'firstRoomId',
      'roomIdleMinutes',
    ],
  },
  'chatroom-join': {
    path: '/im/chatroom_join',
    summary: { en: 'Join a chatroom', zh: '加入聊天室' },
    parameters: { id: chatroomId },
    reply: z.object({ reason, ret }),
    failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED', ...upstreamFailures],
    touches: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
    settings: ['serverJoin'],
  },
  'chatroom-destroy': {
    path: '/im/chatroom_destroy',
    summary: { en: 'Destroy a chatroom', zh: '销毁聊天室' },
    parameters: { id: chatroomId },
    reply: z.object({ reason, ret }),
    failures: ['CHATROOM_NOT_FOUND', ...upstreamFailures],
    touches: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
    settings: [],
  },
  'chatroom-query': {
    path: '/im/chatroom_query',
    summary: { en: 'Look a chatroom up', zh: '查询聊天室' },
    parameters: { id: chatroomId },
    reply: z.object({
      item: z.object({ chatroom_id: z.int(), name: z.string(), time: z.string() }),
      reason,
      ret,
    }),
    failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED'],
    touches: { ...login, chatrooms: ['GetItem'] },
    settings: ['timeZone'],
  },
} as const satisfies Record<string, EndpointDefinition>;

export type EndpointName = keyof typeof endpoints;

/** What runs by the clock and not for a caller; its file has the row's name too. */
export interface ScheduledDefinition extends FunctionDefinition {
  readonly summary: string;
  readonly everyMinutes: number;
  readonly timeoutMs: number;
}

export const scheduled = {
  reconcile: {
    summary: 'Ends what stopped half way and compares rooms with RongCloud',
    everyMinutes: 1,
    timeoutMs: 50_000,
    touches: {
      chatrooms: ['GetItem', 'UpdateItem', 'Query pending'],
      counters: ['GetItem', 'UpdateItem'],
      rongCloud: true,
    },
    settings: [],
  },
} as const satisfies Record<string, ScheduledDefinition>;

/** Runs by the clock only where the stage says so, and never on one machine: it calls the service from outside. */
export const probe = {
  summary: 'Calls the five endpoints as an app does',
  everyMinutes: 1,
  timeoutMs: 55_000,
  touches: {},
  settings: ['probeUrl', 'probeSecretId'],
} as const satisfies ScheduledDefinition;

export type ScheduledName = keyof typeof scheduled | 'probe';

type ParametersOf<Name extends EndpointName> = (typeof endpoints)[Name]['parameters'];

/** An endpoint's parameters as read. */
export type Arguments<Name extends EndpointName> = {
  readonly [Key in keyof ParametersOf<Name>]: ParametersOf<Name>[Key] extends Parameter
    ? z.output<ParametersOf<Name>[Key]['schema']> | LeftOut<ParametersOf<Name>[Key]>
    : never;
};

type LeftOut<P extends Parameter> = P extends { isOptional: true } ? undefined : never;

/** What an endpoint answers, beside the envelope's own two fields. */
export type Answer<Name extends EndpointName> = Omit<
  z.output<(typeof endpoints)[Name]['reply']>,
  'reason' | 'ret'
>;

/** A function's own limit; every answer is out well before. */
export const functionTimeoutMs = 10_000;

/** A request's limits, of the gateway and of the local run alike: far above what any sound call needs. */
export const requestLimits = { queryBytes: 8_192, bodyBytes: 8_192 } as const;
