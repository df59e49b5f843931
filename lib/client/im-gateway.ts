import { basicAuthorization } from './basic.ts';
import { type Calls, type FailureCode, paths } from './calls.ts';

export type { Calls, FailureCode } from './calls.ts';

export interface ImGatewayOptions {
  /** The address before `/im/`, such as `https://im.example.com`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** For one call with its repeats. @default 20000 */
  readonly timeoutMs?: number;
  /** Of the reasons. @default what the deployment is set to */
  readonly language?: 'en' | 'zh';
  /** @default the global one */
  readonly fetch?: typeof fetch;
}

/**
 * Why a call failed: a failure of the service; `NO_RESPONSE`, it was not reached or not in time; `INVALID_RESPONSE`,
 * a response came that is not from im-gateway.
 */
export type ImGatewayCode = FailureCode | 'NO_RESPONSE' | 'INVALID_RESPONSE';

interface Details {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** What every method throws. Its message is the service's reason, for a person. */
export class ImGatewayError extends Error {
  readonly code: ImGatewayCode;
  /** HTTP status; absent without a response. */
  readonly status: number | undefined;
  /** Identifies the call in the service's log. */
  readonly requestId: string | undefined;
  /** The response's `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ImGatewayCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = 'ImGatewayError';
    this.code = code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

const defaultTimeoutMs = 20_000;
/** For one attempt: the service answers within 8.5 s, whatever RongCloud does. */
const attemptMs = 10_000;
const maxAttempts = 3;

/** Failures that pass by themselves. A wrong password does not, and a login throttle must not be hammered. */
const passing: readonly ImGatewayCode[] = [
  'NO_RESPONSE',
  'TOO_MANY_REQUESTS',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_BUSY',
  'UNAVAILABLE',
];

type Fields = Readonly<Record<string, unknown>>;

function formOf(parameters: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) form.set(name, String(value));
  }
  return form;
}

async function attempt(
  { url, username, password, language, fetch: send = fetch }: ImGatewayOptions,
  { path, parameters, withinMs }: { path: string; parameters: Fields; withinMs: number },
): Promise<Response> {
  return send(url.replace(/\/$/, '') + path, {
    method: 'POST',
    headers: {
      authorization: basicAuthorization(username, password),
      ...(language ? { 'accept-language': language } : {}),
    },
    body: formOf(parameters),
    // No cookies, and no other place: the service has neither.
    credentials: 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(withinMs),
  });
}

/** @returns the fields of a success beside the envelope's own. */
async function read(response: Response): Promise<Fields> {
  const { status, headers } = response;
  const text = await response.text();
  const details = {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
  };
  let body: Fields;
  try {
    body = Object(JSON.parse(text));
  } catch (cause) {
    throw new ImGatewayError('INVALID_RESPONSE', `status ${status}, and no JSON`, { ...details, cause });
  }
  const { ret, reason, code, ...answer } = body;
  // By the body and not by the status, which a deployment may set to 200 throughout.
  if (ret === 'success') return answer;
  if (ret === 'fail') throw new ImGatewayError(code as FailureCode, String(reason), details);
  throw new ImGatewayError('INVALID_RESPONSE', `status ${status}, and no envelope`, details);
}

/** An error of `fetch` means that no response came. */
const asFailure = (cause: unknown) =>
  cause instanceof ImGatewayError
    ? cause
    : new ImGatewayError('NO_RESPONSE', 'The service was not reached in time.', { cause });

/** One call, repeated if the failure is temporary and there is time: every endpoint is safe to repeat. */
async function call(options: ImGatewayOptions, path: string, parameters: Fields): Promise<Fields> {
  const endsAt = Date.now() + (options.timeoutMs ?? defaultTimeoutMs);
  for (let attempts = 1; ; attempts += 1) {
    const withinMs = Math.min(attemptMs, endsAt - Date.now());
    try {
      return await read(await attempt(options, { path, parameters, withinMs }));
    } catch (error) {
      const failure = asFailure(error);
      // Up to twice as long, at random: a class that was refused together must not come back together.
      const waitMs = (failure.retryAfterSeconds ?? 1) * 1_000 * (1 + Math.random());
      const isOver = attempts === maxAttempts || Date.now() + waitMs >= endsAt;
      if (isOver || !passing.includes(failure.code)) throw failure;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** A mistake in the options would otherwise look like a service that cannot be reached. */
function checkOptions({ url, username, password, timeoutMs = defaultTimeoutMs }: ImGatewayOptions): void {
  const { protocol, search, hash, username: inUrl } = URL.canParse(url) ? new URL(url) : new URL('none:');
  if (!/^https?:$/.test(protocol)) throw new TypeError('url must begin with http:// or https://');
  if (search !== '' || hash !== '' || inUrl !== '') {
    throw new TypeError('url must be an address without credentials, ? and #');
  }
  for (const [name, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${name} must be a text that is not empty`);
  }
  if (username.includes(':'))
    throw new TypeError('username must not contain a colon: HTTP Basic cannot carry it');
  if (!(timeoutMs > 0)) throw new TypeError('timeoutMs must be more than 0');
}

/** The constructor makes every method that Calls names. */
export interface ImGateway extends Calls {}

/**
 * An account's way to an im-gateway: a method to each endpoint, sent as POST with HTTP Basic credentials.
 * Runs in browsers and in Node. Methods reject with ImGatewayError.
 * @example
 * const gateway = new ImGateway({ url: 'https://im.example.com', username: 'teacher1', password });
 * const { id } = await gateway.chatroomCreate({ live_id: '1', name: 'room1' });
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see the interface.
export class ImGateway {
  /** @throws TypeError naming the option that cannot work. */
  constructor(options: ImGatewayOptions) {
    checkOptions(options);
    for (const [name, path] of Object.entries(paths)) {
      Object.defineProperty(this, name, {
        enumerable: true,
        value: (parameters: Fields = {}) => call(options, path, parameters),
      });
    }
  }
}
