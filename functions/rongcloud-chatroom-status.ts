import { createHash } from 'node:crypto';
import { recordEvents } from './attendance/record-events.ts';
import { readStatusEvents } from './attendance/status-events.ts';
import { Failure } from './contract/failure.ts';
import { attendanceWriter } from './dynamodb/attendance.ts';
import { callbackMemory } from './dynamodb/callbacks.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { callback } from './http/callback.ts';
import { onLambda } from './http/handler.ts';
import { isSignedWith, signedCallback } from './rongcloud/callback-signature.ts';
import { CredentialsCache } from './secrets/app-credentials.ts';

const refused = (refusal: 'malformed' | 'stale' | 'forged' | 'signature reused') =>
  new Failure('NOT_ALLOWED', { log: { refusal } });

/** Stores who joined and left. A repeat is stored again, which changes nothing: the first try may have stopped half way. */
export const createHandler = callback((deps) => {
  const { clock } = deps;
  const secrets = new CredentialsCache(deps);
  const remember = callbackMemory(deps);
  const findChatroom = chatroomReader(deps);
  const context = { clock, findChatroom, store: attendanceWriter(deps) };
  return {
    warmUp: (deadlineAt) =>
      Promise.allSettled([secrets.hasSecret(() => true, deadlineAt), findChatroom(1, deadlineAt)]),
    take: async ({ query, body }, deadlineAt) => {
      const signed = signedCallback(query, clock.now());
      if (typeof signed === 'string') throw refused(signed);
      if (!(await secrets.hasSecret((secret) => isSignedWith(secret, signed), deadlineAt))) {
        throw refused('forged');
      }
      const events = readStatusEvents(body);
      if (events === undefined) throw new Failure('INVALID_PARAMETER', { log: { parameter: 'body' } });
      const bodyHash = createHash('sha256').update(body).digest('base64url');
      if (!(await remember(signed.signature, bodyHash, deadlineAt))) throw refused('signature reused');
      return { events: events.length, stored: await recordEvents(context, events, deadlineAt) };
    },
  };
});

export const handler = await onLambda(createHandler);
