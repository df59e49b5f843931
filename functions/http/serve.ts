import type { APIGatewayProxyEvent } from 'aws-lambda';
import { asFailure, Failure } from '../contract/failure.ts';
import { preferredLanguage } from '../contract/reasons.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { logReply } from '../platform/log.ts';
import { withDeadline } from '../platform/timers.ts';
import type { Handler } from './handler.ts';
import { failureReply, originHeaders, type Reply } from './reply.ts';
import { header } from './request.ts';
import { isGatewayEvent, replyToStrayEvent } from './stray-event.ts';

/** Kept of the function's own time for the reply and the log line. */
const reserveMs = 500;
/** Work ends this long before the reply is due, so that a reply can still report a timeout. */
const workReserveMs = 100;
const tooLate = () =>
  new Failure('UNAVAILABLE', { retryAfterSeconds: 1, log: { problem: 'no reply in time' } });

interface Service {
  readonly kind: 'endpoint' | 'callback';
  readonly name: string;
  readonly replyTimeoutMs: number;
  readonly errorStatus: 'http' | 'always200';
  readonly corsOrigins: readonly string[];
}

/** @param log takes fields for the log line. */
export type Work = (
  event: APIGatewayProxyEvent,
  deadlineAt: number,
  log: Record<string, string | number>,
) => Promise<Reply>;

/** Replies to the gateway, and logs one line. Only here a thrown failure becomes a reply. */
export function serve(deps: Deps, service: Service, work: Work): Handler {
  const { clock } = deps;
  const { kind, name, replyTimeoutMs, errorStatus, corsOrigins } = service;
  const defaultLanguage = readSetting(deps.environment, settings.reasonLanguage);
  return async (event, context) => {
    if (!isGatewayEvent(event)) return replyToStrayEvent(deps, name);
    const startedAt = clock.now();
    const replyAt = startedAt + Math.min(replyTimeoutMs, context.getRemainingTimeInMillis() - reserveMs);
    const { requestId } = event.requestContext;
    const log = {};
    const finish = (reply: Reply, failure?: Failure): Reply => {
      logReply(deps, { requestId, [kind]: name, ms: clock.now() - startedAt, ...log }, failure);
      const ofOrigin = originHeaders(header(event, 'origin'), corsOrigins);
      return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId, ...ofOrigin } };
    };
    try {
      return finish(await withDeadline(clock, replyAt, work(event, replyAt - workReserveMs, log), tooLate));
    } catch (error) {
      const failure = asFailure(error);
      const language = preferredLanguage(header(event, 'accept-language'), defaultLanguage);
      return finish(failureReply(failure, { errorStatus, language }), failure);
    }
  };
}
