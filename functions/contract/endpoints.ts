import * as z from 'zod/mini';
import type { FailureCode } from './failure.ts';
import { chatroomId, liveId, type Parameter, refresh, roomName } from './parameters.ts';
import type { Wording } from './reasons.ts';
import { maxChatroomId, type SettingName } from './settings.ts';
import type { TableAction, TableName } from './tables.ts';

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

const replyChatroomId = z.int().check(z.positive(), z.maximum(maxChatroomId));
/** As written by wall-clock-time.ts. */
const wallClockTime = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/));
/** What a login does: it reads the user and the counters of failed attempts, and may change both. */
const login = {
  users: ['GetItem', 'UpdateItem'],
  attempts: ['GetItem', 'UpdateItem'],
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
export type Access = Readonly<Partial<Record<TableName, readonly TableAction[]>>> & {
  readonly rongCloud?: true;
};

/** What any function of ours says of itself. */
export interface FunctionDefinition {
  readonly access: Access;
  /** The settings it reads, beside those that `access` implies and, in an endpoint, those of every one. */
  readonly settings: readonly SettingName[];
}

export interface EndpointDefinition extends FunctionDefinition {
  /** Without the slash at its end; both forms answer alike. */
  readonly path: string;
  readonly summary: Wording;
  /** What an app developer should know beside the summary. */
  readonly description: Wording;
  /** Whether a caller whose answer got lost may simply call again. */
  readonly isSafeToRepeat: boolean;
  /** Beside the credentials, in the order of the documents. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The body of a success; its fields go out in this order. */
  readonly reply: z.ZodMiniObject;
  /**
   * A call that succeeds on a fresh local run, where it differs from the parameters' own examples, and what
   * is then answered beside the envelope's own fields.
   */
  readonly example: {
    readonly call: Readonly<Record<string, string>>;
    readonly reply: Readonly<Record<string, unknown>>;
  };
  /** Beside those of every endpoint. */
  readonly failures: readonly FailureCode[];
}

export const endpoints = {
  'user-get-token': {
    path: '/im/user_get_token',
    summary: { en: 'Get the RongCloud token of a user', zh: '获取用户的融云 token' },
    description: {
      en: 'The app connects to RongCloud with it. Tokens given before stay valid.',
      zh: '应用凭此 token 连接融云。之前获取的 token 仍然有效。',
    },
    isSafeToRepeat: true,
    parameters: { refresh },
    reply: z.object({ reason, token: z.string(), ret }),
    example: { call: {}, reply: { token: 'LhgkExampleOfATokenFymd' } },
    failures: [...upstreamFailures],
    access: { ...login, quotas: ['UpdateItem'], rongCloud: true },
    settings: ['tokenReuseHours'],
  },
  'chatroom-create': {
    path: '/im/chatroom_create',
    summary: { en: 'Create a chatroom of a live course', zh: '为直播课程创建聊天室' },
    description: {
      en: 'Ids are small whole numbers, and none is ever given twice. The same create repeated by the same user answers the same id for a while.',
      zh: '聊天室 id 为较小的整数，且永不重复使用。同一用户短时间内重复相同的创建请求，返回同一个 id。',
    },
    isSafeToRepeat: true,
    parameters: { live_id: liveId, name: roomName },
    reply: z.object({ reason, id: replyChatroomId, ret }),
    example: { call: { username: 'teacher1' }, reply: { id: 7 } },
    failures: [...upstreamFailures],
    access: {
      ...login,
      chatrooms: ['GetItem', 'PutItem', 'Query active'],
      counters: ['UpdateItem'],
      creations: ['GetItem', 'PutItem'],
      quotas: ['GetItem', 'UpdateItem'],
      rongCloud: true,
    },
    settings: [
      'createRoles',
      'createRepeatSeconds',
      'maxCreatesPerMinute',
      'maxActiveRooms',
      'firstRoomId',
      'roomIdleMinutes',
    ],
  },
  'chatroom-join': {
    path: '/im/chatroom_join',
    summary: { en: 'Join a chatroom', zh: '加入聊天室' },
    description: {
      en: 'Makes sure that the room is alive: RongCloud ends rooms that nobody uses, and joining makes such a room again under the same id.',
      zh: '确保聊天室可用：融云会自动销毁闲置的聊天室，加入时会以相同的 id 重新创建。',
    },
    isSafeToRepeat: true,
    parameters: { id: chatroomId },
    reply: z.object({ reason, ret }),
    example: { call: {}, reply: {} },
    failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED', ...upstreamFailures],
    access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
    settings: ['serverJoin'],
  },
  'chatroom-destroy': {
    path: '/im/chatroom_destroy',
    summary: { en: 'Destroy a chatroom', zh: '销毁聊天室' },
    description: {
      en: 'Only the room’s creator or an admin may. A destroyed room stays destroyed; destroying it again is a success.',
      zh: '只有聊天室的创建者或管理员可以销毁。销毁后不可恢复；重复销毁视为成功。',
    },
    isSafeToRepeat: true,
    parameters: { id: chatroomId },
    reply: z.object({ reason, ret }),
    example: { call: { username: 'teacher1', id: '1' }, reply: {} },
    failures: ['CHATROOM_NOT_FOUND', ...upstreamFailures],
    access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
    settings: [],
  },
  'chatroom-query': {
    path: '/im/chatroom_query',
    summary: { en: 'Look a chatroom up', zh: '查询聊天室' },
    description: {
      en: 'Answered from our own table, and so also while RongCloud has no such room for the moment.',
      zh: '由本服务自己的数据表返回，即使融云暂时没有该聊天室也能查询。',
    },
    isSafeToRepeat: true,
    parameters: { id: chatroomId },
    reply: z.object({
      item: z.object({ chatroom_id: replyChatroomId, name: z.string(), time: wallClockTime }),
      reason,
      ret,
    }),
    example: {
      call: { username: 'teacher1' },
      reply: { item: { chatroom_id: 7, name: 'room1', time: '2016-05-17T10:45:07.779' } },
    },
    failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED'],
    access: { ...login, chatrooms: ['GetItem'] },
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
    summary: 'Ends creates and destroys that stopped half way, and checks RongCloud for drift',
    everyMinutes: 1,
    timeoutMs: 50_000,
    access: {
      chatrooms: ['GetItem', 'PutItem', 'UpdateItem', 'Query pending', 'Scan active'],
      counters: ['GetItem', 'UpdateItem'],
      rongCloud: true,
    },
    settings: ['firstRoomId'],
  },
} as const satisfies Record<string, ScheduledDefinition>;

/** Runs by the clock only where the stage says so, and never on one machine: it calls the service from outside. */
export const probe = {
  summary: 'Calls the five endpoints as an app does',
  everyMinutes: 1,
  timeoutMs: 55_000,
  access: {},
  settings: ['probeUrl', 'probeSecretId'],
} as const satisfies ScheduledDefinition;

/** Called by CodeDeploy before a new version of an endpoint gets traffic. */
export const releaseCheck = {
  summary: 'Calls the new version of each endpoint before it gets traffic',
  timeoutMs: 60_000,
  access: {},
  settings: ['releaseVersions'],
} as const satisfies FunctionDefinition & { readonly summary: string; readonly timeoutMs: number };

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
