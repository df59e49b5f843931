import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import type { Clock } from '../platform/deps.ts';
import { NoReply } from './no-reply.ts';

/** For TCP and TLS; undici's own timer may add half a second. */
const connectTimeoutMs = 1_000;

/**
 * RongCloud asks for connections that end before the 55th second and carry at most 80 requests. undici sends one
 * request more than `maxRequestsPerClient`. Source: docs.rongcloud.io/platform-chat-api/base-url.
 */
const connectionLifeMs = 50_000;
const maxRequestsPerClient = 79;

/** RongCloud's longest reply, with 1,000 user ids of 64 bytes, has about 100 KB. */
const maxBodyBytes = 128 * 1024;

/**
 * V8 optimises undici's HTTP parser, which is WebAssembly, after three short replies by default. That takes 32 ms of CPU and
 * saves nothing measurable.
 */
const parserFlag = '--wasm-tiering-budget=2000000000';

/** A time by which something must have ended. */
export interface TimeLimit {
  readonly at: number;
  /** Whether the caller's own deadline comes first: reaching it then says nothing about the host. */
  readonly isCallersDeadline: boolean;
}

export interface Message {
  readonly path: string;
  /** Names and values alternate. */
  readonly headers: string[];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Transport {
  /** Sends a POST once. @throws NoReply */
  post(origin: string, message: Message, limit: TimeLimit): Promise<Reply>;
  /** Opens a connection for the next message. Never fails. */
  open(origin: string): Promise<void>;
  close(): void;
}

/** The exchange of one message; undici calls its methods, and `promise` settles once. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly promise: Promise<Reply>;
  private readonly resolve: (reply: Reply) => void;
  private readonly reject: (error: NoReply) => void;
  private readonly host: Host;
  private readonly connectsBefore: number;
  private readonly hadConnection: boolean;
  private controller: Dispatcher.DispatchController | undefined;
  private isOver = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];

  constructor(host: Host) {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.host = host;
    this.connectsBefore = host.connects;
    this.hadConnection = host.connects > host.disconnects;
  }

  giveUp(error: NoReply): void {
    this.isOver = true;
    this.reject(error);
    this.controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Its connection was opened too late.
    if (this.isOver) controller.abort(new Error('too late'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // An interim response, such as 103.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { status, headers, chunks } = this;
    this.resolve({ status, headers, body: Buffer.concat(chunks).toString() });
  }

  onResponseError(_controller: unknown, cause: Error): void {
    // An open connection that breaks before a reply was most likely closed by the host while it was idle.
    const isKept = this.hadConnection && this.host.connects === this.connectsBefore;
    const isStale = isKept && this.status === 0;
    this.reject(new NoReply(this.problemOf(cause), { hostAtFault: !isStale, cause }));
  }

  private problemOf(error: Error): string {
    const code = 'code' in error ? error.code : undefined;
    if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'no connection in time';
    if (this.controller === undefined) return 'no connection';
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'a reply of more than 128 KB';
    return error.name === 'HTTPParserError' ? 'not a reply of RongCloud' : 'the connection broke';
  }
}

class Host {
  readonly pool: Pool;
  /** How many connections have been opened and closed so far. */
  connects = 0;
  disconnects = 0;
  private readonly origin: URL;
  private readonly connector: buildConnector.connector;
  private opened: Socket | undefined;

  constructor(origin: string) {
    this.origin = new URL(origin);
    this.connector = buildConnector({
      timeout: connectTimeoutMs,
      // Also if NODE_TLS_REJECT_UNAUTHORIZED is 0.
      rejectUnauthorized: true,
      // Created once: creating it is a sixth of the work of opening a connection.
      ...(this.origin.protocol === 'https:' && {
        secureContext: createSecureContext({ minVersion: 'TLSv1.2' }),
      }),
    });
    this.pool = new Pool(this.origin, {
      connect: (options, callback) => this.connect(options, callback),
      clientTtl: connectionLifeMs,
      keepAliveTimeout: connectionLifeMs,
      keepAliveMaxTimeout: connectionLifeMs,
      maxRequestsPerClient,
      maxResponseSize: maxBodyBytes,
      // The caller's clock limits the whole exchange.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.pool.on('connect', () => {
      this.connects += 1;
    });
    this.pool.on('disconnect', () => {
      this.disconnects += 1;
    });
  }

  open(): Promise<void> {
    const { host, hostname, protocol, port } = this.origin;
    return new Promise((resolve) => {
      this.connector({ host, hostname, protocol, port }, (_error, socket) => {
        // Does not keep the process alive.
        this.opened = socket?.unref();
        resolve();
      });
    });
  }

  private connect(options: buildConnector.Options, callback: buildConnector.Callback): void {
    const { opened } = this;
    this.opened = undefined;
    // Only now: V8 rejects cached code of Node's own modules that are loaded after a change of flags.
    setFlagsFromString(parserFlag);
    // undici expects the connection in a later turn.
    if (opened?.readyState === 'open') queueMicrotask(() => callback(null, opened.ref()));
    else this.connector(options, callback);
  }

  close(): void {
    this.opened?.destroy();
    void this.pool.destroy();
  }
}

/** Connections to RongCloud's hosts; undici keeps, renews and closes them. */
export function transport(clock: Clock): Transport {
  const hosts = new Map<string, Host>();
  const hostAt = (origin: string) => {
    const host = hosts.get(origin) ?? new Host(origin);
    hosts.set(origin, host);
    return host;
  };
  return {
    post: (origin, { path, headers, body }, limit) => {
      const host = hostAt(origin);
      const exchange = new Exchange(host);
      const stopTimer = clock.after(limit.at - clock.now(), () =>
        exchange.giveUp(new NoReply('no complete reply in time', { hostAtFault: !limit.isCallersDeadline })),
      );
      // undici frees a connection one turn after its reply; a call in the same turn would open another one.
      setImmediate(() => host.pool.dispatch({ path, method: 'POST', headers, body }, exchange));
      return exchange.promise.finally(stopTimer);
    },
    open: (origin) => hostAt(origin).open(),
    close: () => {
      for (const host of hosts.values()) host.close();
      hosts.clear();
    },
  };
}
