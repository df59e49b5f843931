/** Every way in which a call can fail, with its HTTP status and its reason. The list is closed: apps switch on the codes. */
export const failures = {
  INVALID_PARAMETER: { status: 400, en: 'A parameter is not valid.', zh: '参数无效。' },
  WRONG_CREDENTIALS: { status: 401, en: 'Wrong username or password.', zh: '用户名或密码错误。' },
  ACCOUNT_DISABLED: { status: 403, en: 'This account is disabled.', zh: '该账号已被停用。' },
  NOT_ALLOWED: { status: 403, en: 'This is not allowed.', zh: '不允许执行此操作。' },
  NOT_FOUND: { status: 404, en: 'There is no such path or method.', zh: '路径或方法不存在。' },
  USER_NOT_FOUND: { status: 404, en: 'There is no such user.', zh: '用户不存在。' },
  CHATROOM_NOT_FOUND: { status: 404, en: 'There is no such chatroom.', zh: '聊天室不存在。' },
  CHATROOM_DESTROYED: { status: 410, en: 'This chatroom has been destroyed.', zh: '聊天室已被销毁。' },
  TOO_LARGE: { status: 413, en: 'The request is too large.', zh: '请求过大。' },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    en: 'Too many login attempts; try again later.',
    zh: '登录尝试过于频繁，请稍后再试。',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    en: 'Too many requests; try again later.',
    zh: '请求过于频繁，请稍后再试。',
  },
  NOT_ENABLED: {
    status: 502,
    en: 'RongCloud has not enabled this service for the app.',
    zh: '该应用尚未在融云开通此服务。',
  },
  UPSTREAM_REJECTED: { status: 502, en: 'RongCloud refused the request.', zh: '融云拒绝了该请求。' },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    en: 'RongCloud could not be reached in time; try again.',
    zh: '暂时无法连接融云，请重试。',
  },
  UPSTREAM_BUSY: { status: 503, en: 'RongCloud is busy; try again shortly.', zh: '融云繁忙，请稍后重试。' },
  UNAVAILABLE: {
    status: 503,
    en: 'The service is unavailable for the moment; try again.',
    zh: '服务暂时不可用，请重试。',
  },
  INTERNAL: { status: 500, en: 'Something went wrong on our side.', zh: '服务器内部错误。' },
} as const;

export type FailureCode = keyof typeof failures;

export type ParameterFault = 'missing' | 'repeated' | 'differs' | 'invalid';

/** The rule, common to all endpoints, behind a code that has several reasons. */
export type Refusal = 'cross-site' | 'prefetch' | 'malformed-basic' | 'basic-encoding' | 'malformed-url';

/** A rule of one endpoint, in the words of its row. */
export interface OwnRefusal {
  readonly name: string;
  readonly reason: { readonly en: string; readonly zh: string };
}

export interface FailureDetails {
  readonly parameter?: string;
  readonly fault?: ParameterFault;
  /** What the parameter must be, in each language; goes with the fault `invalid`. */
  readonly rule?: { readonly en: string; readonly zh: string };
  readonly refusal?: Refusal | OwnRefusal;
  readonly retryAfterSeconds?: number;
  /** The error of the network or the SDK behind this failure; for the log, never for the caller. */
  readonly cause?: unknown;
  /** Log fields beside the code. They contain no secret and no user input. */
  readonly log?: Readonly<Record<string, string | number | boolean>>;
}

/** Thrown where a failure occurs; endpoint.ts makes the reply of it, scheduled.ts the log line of a run. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;

  constructor(code: FailureCode, details: FailureDetails = {}) {
    super(code, { cause: details.cause });
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}

export const invalidParameter = (parameter: string, rule: NonNullable<FailureDetails['rule']>) =>
  new Failure('INVALID_PARAMETER', { parameter, fault: 'invalid', rule });

/** Any other error is a fault of ours. */
export const asFailure = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure('INTERNAL', { cause: error });
