import * as z from 'zod/mini';
import type { Call } from './call.ts';
import type { Reply } from './transport.ts';

/** What came of one attempt. */
export type Outcome<T> =
  | { readonly kind: 'succeeded'; readonly reply: T }
  | ({ readonly kind: 'rejected'; readonly rongCloudCode: number } & Answered)
  | ({ readonly kind: 'busy'; readonly retryAfterSeconds: number } & Answered)
  | Unknown;

type Unknown = Answered & {
  readonly kind: 'unknown';
  readonly hostAtFault: boolean;
  /** In our words, for the log: what a host answers may repeat what a caller typed. */
  readonly problem: string;
};

interface Answered {
  readonly status?: number;
  readonly rongCloudCode?: number;
  readonly cause: Error;
}

const success = 200;
const rateLimited = 1008;
const requestTimeout = 408;

/** RongCloud failed inside, perhaps after the effect: 1000 an internal error, 1050 an internal time-out. */
const outcomeUnknownCodes = [1000, 1050];

/** RongCloud counts calls by the second. Source: the limits in docs.rongcloud.io/platform-chat-api. */
const busyRetryAfterSeconds = { least: 1, most: 60 };

/** RongCloud's code for a chatroom that does not exist, and the text by which a join reports the same with code 1002. */
export const noSuchChatroom = 23410;
const noSuchChatroomText = /^chatroom\w* (is|does) not exist/i;

/** Documented as a number; some services send its digits as text, and differ in where they put the text of an error. */
const answerShape = z.object({
  code: z.pipe(
    z.union([z.int(), z.string().check(z.regex(/^\d{1,6}$/))]),
    z.transform((code: number | string) => Number(code)),
  ),
  errorMessage: z.optional(z.string()),
  msg: z.optional(z.string()),
  message: z.optional(z.string()),
});

/**
 * Reads an answer. The body decides: its code, and the fields of a success; an HTTP status of 200 may come with a failing
 * code. A body without a code is no answer of RongCloud, whatever its status: a proxy or a firewall on the way wrote it,
 * and the outcome is unknown. Of these, only 429 is read by its status.
 */
export function readOutcome<T>(call: Call<T>, { status, headers, body }: Reply): Outcome<T> {
  const json = parseJson(body);
  const answer = answerShape.safeParse(json).data;
  if (isOk(status) && answer?.code === success) {
    const parsed = call.reply().safeParse(json);
    if (parsed.success) return { kind: 'succeeded', reply: parsed.data };
    return unknown({ status, problem: 'a success without its fields', cause: parsed.error });
  }
  const text = answer?.errorMessage ?? answer?.msg ?? answer?.message ?? '';
  const rongCloudCode = noSuchChatroomText.test(text) ? noSuchChatroom : answer?.code;
  const cause = new Error(`HTTP ${status}, code ${rongCloudCode ?? 'none'}: ${text.slice(0, 200)}`);
  if (status === 429 || rongCloudCode === rateLimited) {
    return {
      kind: 'busy',
      status,
      rongCloudCode,
      cause,
      retryAfterSeconds: retryAfter(headers['retry-after']),
    };
  }
  if (rongCloudCode !== undefined && isRefusal(status, rongCloudCode)) {
    return { kind: 'rejected', status, rongCloudCode, cause };
  }
  return unknown({ status, rongCloudCode, problem: problemOf(status, rongCloudCode), cause });
}

/** RongCloud's own codes begin at 1000; one of them is a verdict on the call whatever the HTTP status. */
function isRefusal(status: number, rongCloudCode: number) {
  if (outcomeUnknownCodes.includes(rongCloudCode)) return false;
  if (rongCloudCode > 1_000) return true;
  const isClientError = status >= 400 && status < 500 && status !== requestTimeout;
  return isClientError || (isOk(status) && rongCloudCode !== success);
}

const isOk = (status: number) => status >= 200 && status < 300;

const unknown = (told: Omit<Unknown, 'kind' | 'hostAtFault'>): Unknown => ({
  kind: 'unknown',
  hostAtFault: true,
  ...told,
});

function problemOf(status: number, rongCloudCode: number | undefined): string {
  if (status >= 300 && status < 400) return 'a redirect, which is not followed';
  if (rongCloudCode === undefined) return 'an answer that cannot be read';
  return outcomeUnknownCodes.includes(rongCloudCode) ? 'RongCloud failed inside' : 'a failing HTTP status';
}

const retryAfter = (header: unknown) => {
  const seconds = typeof header === 'string' && /^\d{1,5}$/.test(header) ? Number(header) : 0;
  return Math.min(busyRetryAfterSeconds.most, Math.max(busyRetryAfterSeconds.least, seconds));
};

const byteOrderMark = /^\uFEFF/;

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.replace(byteOrderMark, ''));
  } catch {
    return undefined;
  }
}
