import { type Call, requestOf } from './request.ts';

/** API Gateway ends every call after 29 s. */
const timeoutMs = 30_000;

/** Why a call has no reply. */
export type NoReply = 'not-reached' | 'timed-out' | 'cancelled';

export type ReceivedReply = Awaited<ReturnType<typeof receive>>;
export type SentCall = ReturnType<typeof sendCall>;

async function receive(call: Call, signal: AbortSignal) {
  const { url, ...request } = requestOf(call);
  const startedAt = performance.now();
  const response = await fetch(url, { ...request, credentials: 'omit', cache: 'no-store', signal });
  const text = await response.text();
  const { status, statusText, headers } = response;
  return { status, statusText, headers, text, ms: performance.now() - startedAt };
}

/** Sends a call, and gives it up after the timeout or when it is cancelled. Its result never rejects. */
export function sendCall(call: Call) {
  const abort = new AbortController();
  let problem: NoReply = 'not-reached';
  const stop = (reason: NoReply) => {
    problem = reason;
    abort.abort();
  };
  const timer = setTimeout(() => stop('timed-out'), timeoutMs);
  const result = receive(call, abort.signal)
    .catch(() => problem)
    .finally(() => clearTimeout(timer));
  return { result, cancel: () => stop('cancelled') };
}
