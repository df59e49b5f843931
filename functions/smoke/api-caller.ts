import * as z from 'zod/mini';
import { type EndpointName, endpoints } from '../contract/endpoints.ts';
import type { Clock } from '../platform/deps.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** As long as an app of 2016 waits. */
const answerWithinMs = 10_000;

const success = z.looseObject({ ret: z.literal('success') });
const failure = z.object({ code: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body decides, because its status may be 200 throughout. */
function answerOf(status: number, text: string): unknown {
  const body = parsed(text);
  if (success.safeParse(body).success) return body;
  const failed = failure.safeParse(body);
  throw new Error(failed.success ? `${status} ${failed.data.code}` : `${status}, and not our envelope`);
}

/**
 * Sends calls of one account over HTTP, each once. A redirect is an answer like any other: the apps do not follow it.
 * @param url the address before /im/, with or without a slash at its end.
 * @returns what makes a call: it gives the body of a success, and rejects with the status and code of a failure.
 */
export function sendCall(clock: Clock, url: string, account: Account) {
  return async (name: EndpointName, parameters: Readonly<Record<string, string>>): Promise<unknown> => {
    const giveUp = new AbortController();
    const cancel = clock.after(answerWithinMs, () =>
      giveUp.abort(new Error(`no answer within ${answerWithinMs} ms`)),
    );
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}${endpoints[name].path}/`, {
        method: 'POST',
        body: new URLSearchParams({ ...account, ...parameters }),
        redirect: 'manual',
        signal: giveUp.signal,
      });
      return answerOf(response.status, await response.text());
    } finally {
      cancel();
    }
  };
}
