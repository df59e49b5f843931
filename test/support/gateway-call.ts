import type { IncomingMessage } from 'node:http';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import type { CallbackRequest } from '../../lib/emulator/callbacks.ts';
import { gatewayEvent } from '../../lib/local/gateway-event.ts';

export type Query = Readonly<Record<string, string | number>>;

/** An endpoint's path with its parameters, as an app calls it. */
export const urlOf = (name: EndpointName, query: Query) =>
  `${endpoints[name].path}/?${new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  )}`;

/** API Gateway's event for a callback. */
export function callbackEvent({ method, url, headers, body }: CallbackRequest) {
  const { pathname, search } = new URL(url);
  const request = { url: pathname + search, method, headers, rawHeaders: Object.entries(headers).flat() };
  return gatewayEvent(request as unknown as IncomingMessage, {
    resource: statusCallback.path,
    body: Buffer.from(body),
    requestId: 'callback',
    sourceIp: '127.0.0.1',
  });
}

/** API Gateway's event for such a call. */
export function eventOf(name: EndpointName, query: Query) {
  const request = {
    url: urlOf(name, query),
    method: 'GET',
    headers: {},
    rawHeaders: ['Accept', '*/*', 'User-Agent', 'bench'],
  };
  // Everything that gatewayEvent reads of a request.
  return gatewayEvent(request as unknown as IncomingMessage, {
    resource: endpoints[name].path,
    body: Buffer.alloc(0),
    requestId: 'bench',
    sourceIp: '127.0.0.1',
  });
}
