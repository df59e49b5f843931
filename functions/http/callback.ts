import { statusCallback } from '../contract/status-callback.ts';
import type { Deps } from '../platform/deps.ts';
import type { EndpointHandler } from './handler.ts';
import { successReply } from './reply.ts';
import { serve } from './serve.ts';

/** RongCloud waits for 5 s and then sends the callback again, twice. */
const replyTimeoutMs = 4_500;

interface SentCallback {
  readonly query: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
}

interface CallbackOperation {
  /** @returns counts for the log. @throws Failure, which makes RongCloud send the callback again. */
  readonly take: (sent: SentCallback, deadlineAt: number) => Promise<Readonly<Record<string, number>>>;
  /** Opens the connections of `take` during init. Never fails. */
  readonly warmUp: (deadlineAt: number) => Promise<unknown>;
}

/** Serves a callback of RongCloud, which repeats every callback that gets another status than 200. */
export function callback(build: (deps: Deps) => CallbackOperation): (deps: Deps) => EndpointHandler {
  const { name } = statusCallback;
  const service = { kind: 'callback', name, replyTimeoutMs, errorStatus: 'http', corsOrigins: [] } as const;
  return (deps) => {
    const { take, warmUp } = build(deps);
    const handler = serve(deps, service, async (event, deadlineAt, log) => {
      const query = event.multiValueQueryStringParameters ?? {};
      const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
      Object.assign(log, await take({ query, body }, deadlineAt));
      return successReply(['reason', 'ret'], {});
    });
    return Object.assign(handler, { warmUp });
  };
}
