import { hash } from 'node:crypto';
import { recordEvents } from './attendance/record-events.ts';
import { readStatusEvents } from './attendance/status-events.ts';
import { Failure } from './contract/failure.ts';
import { statusCallback } from './contract/status-callback.ts';
import { attendanceWriter } from './dynamodb/attendance.ts';
import { callbackMemory } from './dynamodb/callbacks.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { type EndpointHandler, onLambda } from './http/handler.ts';
import { successReply } from './http/reply.ts';
import { serve, type Work } from './http/serve.ts';
import type { Deps } from './platform/deps.ts';
import { isSignedWith, signedCallback } from './rongcloud/callback-signature.ts';
import { CredentialsCache } from './secrets/app-credentials.ts';

const service = {
  kind: 'callback',
  name: statusCallback.name,
  /** RongCloud waits for 5 s and then sends the callback again, twice. */
  replyTimeoutMs: 4_500,
  errorStatus: 'http',
  corsOrigins: [],
} as const;

const refused = (refusal: 'malformed' | 'stale' | 'forged' | 'signature reused') =>
  new Failure('NOT_ALLOWED', { log: { refusal } });

/**
 * Stores who joined and left. RongCloud repeats every callback that gets another status than 200. A repeat is stored again,
 * which changes nothing: the first try may have stopped half way.
 */
export function createHandler(deps: Deps): EndpointHandler {
  const { clock } = deps;
  const secrets = new CredentialsCache(deps);
  const remember = callbackMemory(deps);
  const findChatroom = chatroomReader(deps);
  const context = { clock, findChatroom, store: attendanceWriter(deps) };
  const work: Work = async (event, deadlineAt, log) => {
    const signed = signedCallback(event.multiValueQueryStringParameters ?? {}, clock.now());
    if (typeof signed === 'string') throw refused(signed);
    if (!(await secrets.hasSecret((secret) => isSignedWith(secret, signed), deadlineAt))) {
      throw refused('forged');
    }
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
    const events = readStatusEvents(body);
    if (events === undefined) throw new Failure('INVALID_PARAMETER', { log: { parameter: 'body' } });
    const bodyHash = hash('sha256', body, 'base64url');
    if (!(await remember(signed.signature, bodyHash, deadlineAt))) throw refused('signature reused');
    log.events = events.length;
    log.stored = await recordEvents(context, events, deadlineAt);
    return successReply(['reason', 'ret'], {});
  };
  const warmUp = (deadlineAt: number) =>
    Promise.allSettled([secrets.hasSecret(() => true, deadlineAt), findChatroom(1, deadlineAt)]);
  return Object.assign(serve(deps, service, work), { warmUp });
}

export const handler = await onLambda(createHandler);
