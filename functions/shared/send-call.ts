import { type EndpointName, endpoints } from '../endpoints.ts';
import type { Answered } from './round.ts';
import type { Clock } from './runtime.ts';

export interface Sending {
  /** Under which /im/ stands; with or without a slash at its end. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** What the path ends in. */
  readonly slash: '' | '/';
}

/** As long as an app of 2016 waits. */
const withinMs = 10_000;

/** Sends one call over HTTP. A redirect is an answer like any other: the apps do not follow it. */
export function sendCall(clock: Clock, { url, method, slash }: Sending) {
  return async (name: EndpointName, parameters: Readonly<Record<string, string>>): Promise<Answered> => {
    const fields = new URLSearchParams(parameters);
    const address = `${url.replace(/\/$/, '')}${endpoints[name].path}${slash}`;
    const giveUp = new AbortController();
    const cancel = clock.after(withinMs, () => giveUp.abort(new Error(`no answer within ${withinMs} ms`)));
    try {
      const response = await fetch(method === 'GET' ? `${address}?${fields}` : address, {
        method,
        redirect: 'manual',
        signal: giveUp.signal,
        ...(method === 'POST' ? { body: fields } : {}),
      });
      return { status: response.status, text: await response.text() };
    } finally {
      cancel();
    }
  };
}
