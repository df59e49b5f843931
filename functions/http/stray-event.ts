import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Failure } from '../contract/failure.ts';
import type { Deps } from '../platform/deps.ts';
import { failureReply, type Reply } from './reply.ts';

/**
 * True for a call through the gateway. A console test, a warm-up ping or an EventBridge event is not; as a
 * function error each would count against a release.
 */
export const isGatewayEvent = (event: unknown): event is APIGatewayProxyEvent =>
  typeof (event as APIGatewayProxyEvent | null)?.requestContext?.requestId === 'string' &&
  typeof (event as APIGatewayProxyEvent).requestContext.identity?.sourceIp === 'string' &&
  typeof ((event as APIGatewayProxyEvent).body ?? '') === 'string';

/** Logs a stray event in one line, without its content, and replies as to an unknown path. */
export function replyToStrayEvent(deps: Pick<Deps, 'output'>, name: string): Reply {
  deps.output('info', { event: 'stray-event', endpoint: name });
  return failureReply(new Failure('NOT_FOUND'), { errorStatus: 'http', language: 'en' });
}
