import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
  readonly body: string;
  /** The number of the stub's connection, from 1: equal for requests over the same connection. */
  readonly connection: number;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Handles a request: returns a reply, or uses the bare response and returns nothing. */
export type Respond = (request: Received, response: ServerResponse) => Answer | undefined;

export interface HttpStub {
  readonly origin: string;
  readonly received: readonly Received[];
  respond: Respond;
  /** How many connections were opened, and how many of them still are. */
  readonly connected: number;
  readonly open: number;
  /** Resolves when this many requests have come in. */
  untilReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** An HTTP server on any free port that records requests and sends scripted replies. */
export async function httpStub(respond: Respond): Promise<HttpStub> {
  const received: Received[] = [];
  const connections = new Map<Socket, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { url: path = '', headers, socket } = request;
    const one = {
      path,
      headers,
      body,
      form: new URLSearchParams(body),
      connection: connections.get(socket) ?? 0,
    };
    received.push(one);
    // The Date of this machine would not be that of the test's clock.
    response.sendDate = false;
    const answer = stub.respond(one, response);
    if (answer === undefined) return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(
      typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? { code: 200 }),
    );
  });
  const openSockets = () => [...connections.keys()].filter(({ destroyed }) => !destroyed);
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => connections.set(socket, connections.size + 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: HttpStub = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    respond,
    get connected() {
      return connections.size;
    },
    get open() {
      return openSockets().length;
    },
    untilReceived: (count) => until(() => received.length >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

/** Resolves when `isSo` returns true; checks after each turn of the event loop. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
