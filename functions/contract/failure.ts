/** Every way in which a call can fail, with its HTTP status. The list is closed: apps switch on the codes. */
export const failures = {
  INVALID_PARAMETER: 400,
  WRONG_CREDENTIALS: 401,
  ACCOUNT_DISABLED: 403,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  CHATROOM_NOT_FOUND: 404,
  CHATROOM_DESTROYED: 410,
  TOO_LARGE: 413,
  TOO_MANY_ATTEMPTS: 429,
  TOO_MANY_REQUESTS: 429,
  NOT_ENABLED: 502,
  UPSTREAM_REJECTED: 502,
  UPSTREAM_UNAVAILABLE: 503,
  UPSTREAM_BUSY: 503,
  UNAVAILABLE: 503,
  INTERNAL: 500,
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
