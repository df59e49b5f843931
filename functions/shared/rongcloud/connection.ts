import { createSecureContext } from 'node:tls';
import connector from 'undici/lib/core/connect.js';
import symbols from 'undici/lib/core/symbols.js';
import Client from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../runtime.ts';
import type { TimeLimit } from './time-limit.ts';

/**
 * RongCloud advises against connections that live long: below 55 s, at most 80 requests on each. A request
 * begun at the last moment ends before the 55th second.
 * Source: docs.rongcloud.io/platform-chat-api/base-url.
 */
const greatestAgeMs = 50_000;
const greatestRequests = 80;

/** Far above what RongCloud answers; a body beyond it is not read to its end. */
const greatestBodyBytes = 64 * 1024;

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
  /** Whether it may carry one more message, having been idle no longer than `greatestIdleMs`. */
  isUsable(greatestIdleMs: number): boolean;
  /** @throws NoReply; the connection is then gone. */
  exchange(message: Message, limit: TimeLimit): Promise<Reply>;
  destroy(): void;
}

export type OpenSocket = ReturnType<typeof connector>;

/**
 * Certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says. undici's own time limits are off,
 * here and below: they go by real time, ours by the runtime's clock, and ours end the connection.
 */
export function socketOpener(): OpenSocket {
  let open: OpenSocket | undefined;
  return (options, callback) => {
    // Made once: for each connection anew, it would be a sixth of what opening one takes.
    open ??= connector({
      rejectUnauthorized: true,
      secureContext: createSecureContext({ minVersion: 'TLSv1.2' }),
      timeout: 0,
    });
    return open(options, callback);
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
  let socket: ReturnType<OpenSocket> | undefined;
  const client = new Client(origin, {
    connect: (options, callback) => {
      socket = openSocket(options, callback);
    },
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: greatestAgeMs,
    keepAliveMaxTimeout: greatestAgeMs,
  });
  return new Promise((resolve, reject) => {
    const fail = (message: string, hostAtFault: boolean, cause?: unknown) => {
      callOff();
      client.destroy();
      socket?.destroy();
      reject(new NoReply(message, { sent: false, hostAtFault, cause }));
    };
    const callOff = clock.after(limit.at - clock.now(), () =>
      fail('no connection in time', !limit.curtailed),
    );
    client.once('connectionError', (_origin, _targets, error) => fail('no connection', true, error));
    client.once('connect', () => {
      callOff();
      resolve(overClient(client, origin, clock));
    });
    client[symbols.kConnect](() => {});
  });
}

function overClient(client: Client, origin: string, clock: Clock): Connection {
  const openedAt = clock.now();
  let idleSince = openedAt;
  let requests = 0;
  const destroy = () => {
    client.destroy();
  };
  // A client opens the next socket by itself; here a connection is one socket, with its own age and count.
  client.once('disconnect', destroy);
  return {
    origin,
    destroy,
    isUsable: (greatestIdleMs) =>
      !client.destroyed &&
      requests < greatestRequests &&
      clock.now() - openedAt < greatestAgeMs &&
      clock.now() - idleSince <= greatestIdleMs,
    exchange: async (message, limit) => {
      requests += 1;
      const position = { isFirst: requests === 1, isLast: requests === greatestRequests };
      try {
        return await exchange({ client, clock, message, limit, ...position });
      } catch (error) {
        destroy();
        throw error;
      } finally {
        idleSince = clock.now();
      }
    },
  };
}

interface Exchange {
  readonly client: Client;
  readonly clock: Clock;
  readonly message: Message;
  readonly limit: TimeLimit;
  /** Whether it is the first on its connection, or the last. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function exchange({ client, clock, message, limit, isFirst, isLast }: Exchange): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
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
  // The last one says `Connection: close`, so that the host does not wait for more.
  const options = { ...message, method: 'POST', ...(isLast ? { reset: true } : undefined) } as const;
  client.dispatch(options, {
    onRequestStart: () => {
      sent = true;
    },
    onResponseStart: (_controller, status, headers) => {
      head = { status, headers };
    },
    onResponseData: (_controller, chunk) => {
      bytes += chunk.length;
      if (bytes <= greatestBodyBytes) chunks.push(chunk);
      else fail('an answer of more than 64 KB', true);
    },
    onResponseEnd: () => {
      callOff();
      if (head !== undefined) resolve({ ...head, body: Buffer.concat(chunks).toString() });
    },
    // A kept connection that breaks before anything comes back has most likely gone stale.
    onResponseError: (_controller, error) =>
      fail('the connection broke', isFirst || head !== undefined, error),
  });
  return promise;
}
