import { parseJson } from '../contract/json.ts';
import type { Call } from './call.ts';
import type { Reply } from './transport.ts';

export type Outcome<T> =
  | { readonly kind: 'succeeded'; readonly reply: T }
  | ({ readonly kind: 'rejected'; readonly rongCloudCode: number } & Answered)
  | ({ readonly kind: 'busy'; readonly retryAfterSeconds: number } & Answered)
  | ({
      readonly kind: 'unknown';
      readonly hostAtFault: boolean;
      /** In our words, for the log: a reply may quote user input. */
      readonly problem: string;
    } & Answered);

interface Answered {
  readonly status?: number;
  readonly rongCloudCode?: number | undefined;
  /** The `Date` header. */
  readonly date?: string | undefined;
  readonly cause: Error;
}

const success = 200;
const noSuchCall = 404;
const rateLimited = 1008;

/** An internal error (1000) or time-out (1050), perhaps after the effect. RongCloud's other refusals are above 1000. */
const internalErrors = [1000, 1050];

/** RongCloud's code for a chatroom that does not exist, and the text by which a join reports the same with code 1002. */
export const noSuchChatroom = 23410;
const noSuchChatroomText = /^chatroom\w* (is|does) not exist/i;

/** RongCloud counts calls by the second. Source: the limits in docs.rongcloud.io/platform-chat-api. */
const busySeconds = { min: 1, max: 60 };

/**
 * Reads a reply. A success needs HTTP 2xx, RongCloud's success code and the call's fields. A reply without a code of
 * RongCloud comes from somewhere else, such as a firewall: the outcome is unknown at any HTTP status.
 */
export function readOutcome<T>(call: Call<T>, { status, headers, body }: Reply): Outcome<T> {
  const json = parseJson(body);
  const text = textOf(json);
  const code = noSuchChatroomText.test(text) ? noSuchChatroom : codeOf(json);
  if (code === success && isOk(status)) {
    const parsed = call.reply().safeParse(json);
    if (parsed.success) return { kind: 'succeeded', reply: parsed.data };
    const problem = 'a success without its fields';
    return { kind: 'unknown', hostAtFault: true, status, problem, cause: parsed.error };
  }
  const cause = new Error(`HTTP ${status}, code ${code ?? 'none'}: ${text.slice(0, 200)}`);
  const answered = { status, rongCloudCode: code, date: headers.date, cause };
  // A proxy may limit calls too: a retry at once would not help.
  if (status === 429 || code === rateLimited) {
    return { kind: 'busy', ...answered, retryAfterSeconds: retryAfter(headers['retry-after']) };
  }
  if (code !== undefined && isRefusal(status, code)) {
    return { kind: 'rejected', ...answered, rongCloudCode: code };
  }
  return { kind: 'unknown', hostAtFault: true, ...answered, problem: problemOf(status, code) };
}

const isOk = (status: number) => status >= 200 && status < 300;

/** A refusal, at any HTTP status. */
const isRefusal = (status: number, code: number) =>
  (code > 1_000 && !internalErrors.includes(code)) || (code === noSuchCall && status === noSuchCall);

function problemOf(status: number, code: number | undefined): string {
  if (status >= 300 && status < 400) return 'a redirect, which is not followed';
  if (code === undefined) return 'not a reply of RongCloud';
  if (internalErrors.includes(code)) return 'an internal error of RongCloud';
  return code === success ? 'a success code with an error status' : 'an unknown code';
}

/** Some of RongCloud's servers write numbers as text. */
function codeOf(json: unknown): number | undefined {
  const code = fieldOf(json, 'code');
  if (typeof code === 'string') return /^\d{1,6}$/.test(code) ? Number(code) : undefined;
  return typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}

/** RongCloud's services put the error's text into different fields. */
function textOf(json: unknown): string {
  const texts = ['errorMessage', 'msg', 'message'].map((name) => fieldOf(json, name));
  return texts.find((text) => typeof text === 'string') ?? '';
}

const fieldOf = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? Reflect.get(json, name)
    : undefined;

function retryAfter(header: unknown): number {
  const seconds = typeof header === 'string' && /^\d{1,5}$/.test(header) ? Number(header) : 0;
  return Math.min(busySeconds.max, Math.max(busySeconds.min, seconds));
}
