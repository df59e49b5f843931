import { Agent, request as sendRequest } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, connect as secure } from 'node:tls';
import type { Clock } from '../platform/deps.ts';
import type { TimeLimit } from './time-limit.ts';

/**
 * RongCloud advises against connections that live long: below 55 s, at most 80 requests on each. A request
 * begun at the last moment ends before the 55th second.
 * Source: docs.rongcloud.io/platform-chat-api/base-url.
 */
const maxAgeMs = 50_000;
const maxRequests = 80;

/** RongCloud's longest answer, on 1,000 user ids of 64 bytes, has about 100 KB. */
const maxBodyBytes = 128 * 1024;

export interface Message {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** No answer, or none that could be read to its end. */
export class NoReply extends Error {
  /** Whether any of the message left this machine: if not, it surely had no effect. */
  readonly sent: boolean;
  /** False where the fault is ours or the network's: a limit cut short, a kept connection gone stale. */
  readonly hostAtFault: boolean;

  constructor(
    message: string,
    { sent, hostAtFault, cause }: Pick<NoReply, 'sent' | 'hostAtFault' | 'cause'>,
  ) {
    super(message, { cause });
    this.name = 'NoReply';
    this.sent = sent;
    this.hostAtFault = hostAtFault;
  }
}

/** One connection that carries one message at a time. */
export interface Connection {
  readonly origin: string;
  /** Whether it may carry one more message. */
  isUsable(): boolean;
  /** @throws NoReply; the connection is then gone. */
  exchange(message: Message, limit: TimeLimit): Promise<Reply>;
  destroy(): void;
}

/** Begins to open a socket; `ready` is the event by which it tells that a request may be sent over it. */
export type OpenSocket = (origin: URL) => { readonly socket: Socket; readonly ready: string };

/** Certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says, and a host's TLS session is taken up again. */
export function socketOpener(): OpenSocket {
  // Made once: for each connection anew, it would be a sixth of what opening one takes.
  let secureContext: SecureContext | undefined;
  const sessions = new Map<string, Buffer>();
  return (origin) => {
    const isSecure = origin.protocol === 'https:';
    // An IPv6 address without its brackets, as a socket takes it.
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const to = { host, port: Number(origin.port) || (isSecure ? 443 : 80), noDelay: true };
    if (!isSecure) return { socket: connect(to), ready: 'connect' };
    secureContext ??= createSecureContext({ minVersion: 'TLSv1.2' });
    const socket = secure({
      ...to,
      secureContext,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      // An address is no name to ask for.
      servername: isIP(host) === 0 ? host : '',
      session: sessions.get(origin.host),
    });
    socket.on('session', (session) => sessions.set(origin.host, session));
    return { socket, ready: 'secureConnect' };
  };
}

interface Opening {
  readonly openSocket: OpenSocket;
  readonly origin: string;
  readonly clock: Clock;
  readonly limit: TimeLimit;
}

/** @throws NoReply where the host is not reached within the limit, or does not prove to be itself. */
export function openConnection({ openSocket, origin, clock, limit }: Opening): Promise<Connection> {
  const { socket, ready } = openSocket(new URL(origin));
  return new Promise((resolve, reject) => {
    const fail = (message: string, hostAtFault: boolean, cause?: unknown) => {
      callOff();
      socket.destroy();
      reject(new NoReply(message, { sent: false, hostAtFault, cause }));
    };
    const callOff = clock.after(limit.at - clock.now(), () =>
      fail('no connection in time', !limit.curtailed),
    );
    // Stays for the socket's life: an idle one that breaks is found destroyed when it is to be used.
    socket.on('error', (error) => fail('no connection', true, error));
    socket.once(ready, () => {
      callOff();
      resolve(overSocket(socket, origin, clock));
    });
  });
}

function overSocket(socket: Socket, origin: string, clock: Clock): Connection {
  const { host } = new URL(origin);
  const openedAt = clock.now();
  let requests = 0;
  // Has this one socket to give, and gives it to the next request when the last has let go of it.
  const agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
    createConnection: () => socket,
  });
  const destroy = () => {
    socket.destroy();
  };
  // As the agent does between requests: a process that waits for none of them may end.
  socket.unref();
  return {
    origin,
    destroy,
    isUsable: () =>
      socket.writable && !socket.destroyed && requests < maxRequests && clock.now() - openedAt < maxAgeMs,
    exchange: async (message, limit) => {
      requests += 1;
      const position = { isFirst: requests === 1, isLast: requests === maxRequests };
      try {
        return await exchange({ agent, host, clock, message, limit, ...position });
      } catch (error) {
        destroy();
        throw error;
      }
    },
  };
}

interface Exchange {
  readonly agent: Agent;
  readonly host: string;
  readonly clock: Clock;
  readonly message: Message;
  readonly limit: TimeLimit;
  /** Whether it is the first on its connection, or the last. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The last request says `Connection: close`, so that the host does not wait for more. */
const framing = (host: string, body: string, isLast: boolean) => [
  'Host',
  host,
  'Connection',
  isLast ? 'close' : 'keep-alive',
  'Content-Length',
  String(Buffer.byteLength(body)),
];

function exchange({ agent, host, clock, message, limit, isFirst, isLast }: Exchange): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const { path, headers, body } = message;
  let sent = false;
  let head: Omit<Reply, 'body'> | undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const fail = (text: string, hostAtFault: boolean, cause?: unknown) => {
    callOff();
    reject(new NoReply(text, { sent, hostAtFault, cause }));
  };
  const callOff = clock.after(limit.at - clock.now(), () =>
    fail('no whole answer in time', !limit.curtailed),
  );
  // A kept connection that breaks before anything comes back has most likely gone stale.
  const broke = (cause?: unknown) => fail('the connection broke', isFirst || head !== undefined, cause);
  const request = sendRequest({
    method: 'POST',
    path,
    headers: [...framing(host, body, isLast), ...headers],
    agent,
  });
  request.once('socket', (socket) => {
    sent = !socket.destroyed;
  });
  request.on('error', broke);
  // Comes last: without an answer by then there will be none.
  request.on('close', broke);
  request.once('response', (response) => {
    head = { status: response.statusCode ?? 0, headers: response.headers };
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else fail('an answer of more than 128 KB', true);
    });
    response.on('error', broke);
    response.once('end', () => {
      callOff();
      request.off('close', broke);
      if (head !== undefined) resolve({ ...head, body: Buffer.concat(chunks).toString() });
    });
  });
  request.end(body);
  return promise;
}
