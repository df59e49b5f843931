import type { APIGatewayProxyEvent } from 'aws-lambda';
import { asFailure, Failure, type OwnRefusal } from '../contract/failure.ts';
import { preferredLanguage } from '../contract/reasons.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { statusCallback } from '../contract/status-callback.ts';
import type { Deps } from '../platform/deps.ts';
import { logReply } from '../platform/log.ts';
import { withDeadline } from '../platform/timers.ts';
import type { EndpointHandler, Handler } from './handler.ts';
import { failureReply, type Reply, successReply } from './reply.ts';
import { header } from './request.ts';
import { isGatewayEvent, replyToStrayEvent } from './stray-event.ts';

/** RongCloud waits for 5 s and then sends the callback again, twice. */
const replyTimeoutMs = 4_500;
/** The data for the reply and the log line. */
const reserveMs = 200;

/** Reasons to refuse a callback, for the reply and the log. */
export const refusedCallbacks = {
  forged: {
    name: 'forged-callback',
    reason: { en: 'The signature is not RongCloud’s.', zh: '签名无效，并非来自融云。' },
  },
  stale: {
    name: 'stale-callback',
    reason: { en: 'The timestamp is too far from now.', zh: '时间戳与当前时间相差过大。' },
  },
  malformed: {
    name: 'unsigned-callback',
    reason: {
      en: 'The query must have one timestamp, nonce and signature each.',
      zh: '查询参数须各含一个 timestamp、nonce 与 signature。',
    },
  },
  reused: {
    name: 'reused-signature',
    reason: { en: 'The signature was used with another body.', zh: '该签名已用于其他请求体。' },
  },
} as const satisfies Record<string, OwnRefusal>;

interface SentCallback {
  readonly query: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
}

type Counts = Readonly<Record<string, number>>;

interface CallbackOperation {
  /** @returns counts for the log. @throws Failure, which makes RongCloud send the callback again. */
  readonly take: (sent: SentCallback, deadlineAt: number) => Promise<Counts>;
  /** Opens the connections of `take` during init. Never fails. */
  readonly warmUp: (deadlineAt: number) => Promise<unknown>;
}

const sentCallback = (event: APIGatewayProxyEvent): SentCallback => ({
  query: event.multiValueQueryStringParameters ?? {},
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString('utf8'),
});

const tooLate = () => new Failure('UNAVAILABLE', { retryAfterSeconds: 1 });

/** Serves a callback of RongCloud, which repeats every callback that gets another status than 200. */
export function callback(build: (deps: Deps) => CallbackOperation): (deps: Deps) => EndpointHandler {
  const { name } = statusCallback;
  return (deps) => {
    const { take, warmUp } = build(deps);
    const defaultLanguage = readSetting(deps.environment, settings.reasonLanguage);
    const { clock } = deps;

    const handler: Handler = async (event) => {
      if (!isGatewayEvent(event)) return replyToStrayEvent(deps, name);
      const startedAt = clock.now();
      const { requestId } = event.requestContext;
      const finish = (reply: Reply, counts: Counts, failure?: Failure): Reply => {
        logReply(deps, { requestId, callback: name, ms: clock.now() - startedAt, ...counts }, failure);
        return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
      };
      try {
        const replyAt = startedAt + replyTimeoutMs;
        const taken = take(sentCallback(event), replyAt - reserveMs);
        const counts = await withDeadline(clock, replyAt, taken, tooLate);
        return finish(successReply(['reason', 'ret'], {}), counts);
      } catch (error) {
        const failure = asFailure(error);
        const language = preferredLanguage(header(event, 'accept-language'), defaultLanguage);
        return finish(failureReply(failure, { errorStatus: 'http', language }), {}, failure);
      }
    };
    return Object.assign(handler, { warmUp });
  };
}
