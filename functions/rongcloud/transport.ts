import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { type buildConnector, Pool } from 'undici';
import type { Clock } from '../platform/deps.ts';
import { connectorTo, Exchange } from '../platform/exchange.ts';
import { NoReply } from './no-reply.ts';

/** For TCP and TLS. */
const connectTimeoutMs = 1_000;

/**
 * RongCloud asks for connections that end before the 55th second and carry at most 80 requests. undici sends one
 * request more than `maxRequestsPerClient`. Source: docs.rongcloud.io/platform-chat-api/base-url.
 */
const connectionLifeMs = 50_000;
const maxRequestsPerClient = 79;

/** RongCloud's longest reply, with 1,000 user ids of 64 bytes, has about 100 KB. */
const maxBodyBytes = 128 * 1024;

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

function problemOf(error: Error, { hasConnection }: Exchange): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'no connection in time';
  if (!hasConnection) return 'no connection';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'a reply of more than 128 KB';
  return error.name === 'HTTPParserError' ? 'not a reply of RongCloud' : 'the connection broke';
}

class Host {
  private readonly pool: Pool;
  /** How many connections have been opened and closed so far. */
  private connects = 0;
  private disconnects = 0;
  private readonly origin: URL;
  private readonly clock: Clock;
  private readonly connector: buildConnector.connector;
  private opened: Socket | undefined;

  constructor(origin: string, clock: Clock) {
    this.clock = clock;
    this.origin = new URL(origin);
    this.connector = connectorTo(this.origin, connectTimeoutMs);
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

  async post({ path, headers, body }: Message, { at, isCallersDeadline }: TimeLimit): Promise<Reply> {
    const { connects, disconnects } = this;
    const exchange = new Exchange(this.pool, { path, method: 'POST', headers, body });
    const stopTimer = this.clock.after(at - this.clock.now(), () =>
      exchange.abort(new NoReply('no complete reply in time', { hostAtFault: !isCallersDeadline })),
    );
    try {
      const reply = await exchange.reply;
      return { ...reply, body: reply.body.toString() };
    } catch (error) {
      if (error instanceof NoReply) throw error;
      // An open connection that breaks before a reply was most likely closed by the host while it was idle.
      const isStale = connects > disconnects && connects === this.connects && !exchange.hasStatus;
      throw new NoReply(problemOf(error as Error, exchange), { hostAtFault: !isStale, cause: error });
    } finally {
      stopTimer();
    }
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
    const host = hosts.get(origin) ?? new Host(origin, clock);
    hosts.set(origin, host);
    return host;
  };
  return {
    post: (origin, message, limit) => hostAt(origin).post(message, limit),
    open: (origin) => hostAt(origin).open(),
    close: () => {
      for (const host of hosts.values()) host.close();
      hosts.clear();
    },
  };
}
