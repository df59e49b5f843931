import * as z from 'zod/mini';
import type { FailureCode, OwnRefusal } from './failure.ts';
import type { FunctionRow } from './function-row.ts';
import type { throttles } from './limits.ts';
import type { Parameter } from './parameters.ts';
import type { Wording } from './reasons.ts';
import { maxChatroomId, type SettingName } from './settings.ts';

/** GET is only for the five endpoints that apps of 2016 call: a password in a URL stays in histories and logs. */
export type Methods = readonly ['GET', 'POST'] | readonly ['POST'];

/**
 * All facts of an endpoint except for its code. Every endpoint must be safe to repeat: the client and HTTP libraries
 * retry a call if its reply was lost.
 */
export interface EndpointRow extends FunctionRow {
  /** Also the name of its file in functions/. */
  readonly name: string;
  /** Without the slash at its end; both forms are served. */
  readonly path: string;
  readonly methods: Methods;
  readonly throttle: keyof typeof throttles;
  /** @default that of requestLimits */
  readonly maxBodyBytes?: number;
  /** Reserved concurrency in prod: a slow RongCloud cannot take the environments of other endpoints. */
  readonly reservedConcurrency?: number;
  readonly summary: Wording;
  /** More than the summary says, for app developers. */
  readonly description: Wording;
  /** Without the credentials, in the order of the documents. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The body of a success; its fields are sent in this order. */
  readonly reply: z.ZodMiniObject;
  /**
   * A call that succeeds on a fresh local run, if it differs from the parameters' own examples, and the fields of its
   * reply without the envelope's own.
   */
  readonly example: {
    readonly call: Readonly<Record<string, string>>;
    readonly reply: Readonly<Record<string, unknown>>;
  };
  /** Without those that every endpoint has. */
  readonly failures: readonly FailureCode[];
  readonly refusals: readonly OwnRefusal[];
}

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

export const upstreamFailures = ['UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_BUSY'] as const;

export const settingsOfEvery = [
  'errorStatus',
  'reasonLanguage',
  'corsOrigins',
  'loginFreeFailures',
  'loginUserFailures',
  'loginUserDailyFailures',
  'loginNetworkFailures',
  'trustedProxies',
  'weakDigests',
] as const satisfies readonly SettingName[];

/** Failures of a moderator's change of a room, beside those of every endpoint. */
export const moderationFailures = [
  'CHATROOM_NOT_FOUND',
  'CHATROOM_DESTROYED',
  'NOT_ENABLED',
  ...upstreamFailures,
] as const;

/** The access of a login: it reads the user and the items of failed attempts, and may change both. */
export const login = {
  users: ['GetItem', 'UpdateItem'],
  attempts: ['GetItem', 'UpdateItem'],
} as const;

/** The two fields of the envelope that every success has. */
export const reason = z.literal('');
export const ret = z.literal('success');

/** As wall-clock-time.ts writes it. */
export const replyTime = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/));

export const replyChatroomId = z.int().check(z.positive(), z.maximum(maxChatroomId));

type LeftOut<P extends Parameter> = P extends { isOptional: true } ? undefined : never;

export type Arguments<Row extends EndpointRow> = {
  readonly [Key in keyof Row['parameters']]: Row['parameters'][Key] extends Parameter
    ? z.output<Row['parameters'][Key]['schema']> | LeftOut<Row['parameters'][Key]>
    : never;
};

/** The fields of an endpoint's success, beside the envelope's own two. */
export type Answer<Row extends EndpointRow> = Omit<z.output<Row['reply']>, 'reason' | 'ret'>;
