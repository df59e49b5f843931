import { createHash } from 'node:crypto';
import { recordEvents } from './attendance/record-events.ts';
import { readStatusEvents } from './attendance/status-events.ts';
import { Failure } from './contract/failure.ts';
import { attendanceWriter } from './dynamodb/attendance.ts';
import { callbackMemory } from './dynamodb/callbacks.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { type CallbackOperation, callback, refusedCallbacks } from './http/callback.ts';
import { onLambda } from './http/handler.ts';
import { signedCallback } from './rongcloud/callback-signature.ts';
import { appSecrets } from './secrets/app-credentials.ts';

const jsonOfEvents = {
  en: 'JSON of chatroom status events',
  zh: '聊天室状态事件的 JSON',
};

/** Stores who joined and left. A repeat is stored again, which changes nothing: the first try may have stopped half way. */
export const createHandler = callback((deps) => {
  const { clock } = deps;
  const verify = appSecrets(deps);
  const remember = callbackMemory(deps);
  const findChatroom = chatroomReader(deps);
  const context = { clock, findChatroom, store: attendanceWriter(deps) };
  const take: CallbackOperation['take'] = async ({ query, body }, deadlineAt) => {
    const { verdict, signature } = signedCallback(query, clock.now());
    if (verdict !== 'signed') throw new Failure('NOT_ALLOWED', { refusal: refusedCallbacks[verdict] });
    if (!(await verify(signature.isOf, deadlineAt))) {
      throw new Failure('NOT_ALLOWED', { refusal: refusedCallbacks.forged });
    }
    const events = readStatusEvents(body);
    if (events === undefined) {
      throw new Failure('INVALID_PARAMETER', { parameter: 'body', fault: 'invalid', rule: jsonOfEvents });
    }
    const bodyHash = createHash('sha256').update(body).digest('base64url');
    if (!(await remember({ signature: signature.text, bodyHash }, deadlineAt))) {
      throw new Failure('NOT_ALLOWED', { refusal: refusedCallbacks.reused });
    }
    return { events: events.length, stored: await recordEvents(context, events, deadlineAt) };
  };
  const warmUp = (deadlineAt: number) =>
    Promise.allSettled([verify(() => true, deadlineAt), findChatroom(1, deadlineAt)]);
  return { take, warmUp };
});

export const handler = await onLambda(createHandler);
