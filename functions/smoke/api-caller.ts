import * as z from 'zod/mini';
import { type EndpointName, endpoints } from '../contract/endpoints.ts';
import { parseJson } from '../contract/json.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** The method of a call and the end of its path. */
export interface CallForm {
  readonly method: 'GET' | 'POST';
  readonly slash: '' | '/';
}

/** The timeout of apps of 2016. */
const replyTimeoutMs = 10_000;

const success = z.looseObject({ ret: z.literal('success') });
const failure = z.object({ code: z.string() });

/** The body decides, because `always200` may be set. */
function answerOf(status: number, text: string): unknown {
  const body = parseJson(text);
  if (success.safeParse(body).success) return body;
  const failed = failure.safeParse(body);
  throw new Error(failed.success ? `${status} ${failed.data.code}` : `${status}, and not our envelope`);
}

/**
 * Sends calls of one account over HTTP, without retries. Redirects are not followed: apps do not follow them either.
 * @param url the address before /im/, with or without a slash at its end.
 * @returns a function that makes a call: it returns the body of a success, and rejects with status and code of a failure.
 */
export function sendCall(
  url: string,
  account: Account,
  { method, slash }: CallForm = { method: 'POST', slash: '/' },
) {
  return async (name: EndpointName, parameters: Readonly<Record<string, string>>): Promise<unknown> => {
    const address = `${url.replace(/\/$/, '')}${endpoints[name].path}${slash}`;
    const fields = new URLSearchParams({ ...account, ...parameters });
    const response = await fetch(method === 'GET' ? `${address}?${fields}` : address, {
      method,
      body: method === 'GET' ? null : fields,
      redirect: 'manual',
      signal: AbortSignal.timeout(replyTimeoutMs),
    });
    return answerOf(response.status, await response.text());
  };
}
