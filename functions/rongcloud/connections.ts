import type { Clock } from '../platform/deps.ts';
import {
  type Connection,
  type Message,
  NoReply,
  openConnection,
  type Reply,
  socketOpener,
} from './connection.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';

/** For TCP and TLS; a host that is up takes a fraction of it even from another continent. */
const connectLimitMs = 1_000;

export interface Posting {
  readonly origin: string;
  readonly message: Message;
  readonly limit: TimeLimit;
}

export interface Connections {
  /** Sends a message over a kept connection or a new one. @throws NoReply */
  post(posting: Posting): Promise<Reply>;
  /** Opens a connection and keeps it for the next message. @throws NoReply */
  open(origin: string, limit: TimeLimit): Promise<void>;
  close(): void;
}

/** The connections of one process: each carries one message at a time and is kept for the next. */
export function connectionsOn(clock: Clock): Connections {
  const openSocket = socketOpener();
  const idle = new Map<string, Connection[]>();
  const idleAt = (origin: string) => {
    const kept = idle.get(origin) ?? [];
    idle.set(origin, kept);
    return kept;
  };
  const keep = (connection: Connection) => {
    if (connection.isUsable()) idleAt(connection.origin).push(connection);
    else connection.destroy();
  };
  /** The one used last: the others age and close. */
  const takeIdle = (origin: string) => {
    const kept = idleAt(origin);
    for (let connection = kept.pop(); connection !== undefined; connection = kept.pop()) {
      if (connection.isUsable()) return connection;
      connection.destroy();
    }
    return undefined;
  };
  const openNew = (origin: string, latest: TimeLimit) => {
    const limit = timeLimit(clock, connectLimitMs, latest.at);
    return openConnection({ openSocket, origin, clock, limit });
  };
  const sendOver = async (connection: Connection, { message, limit }: Posting) => {
    const reply = await connection.exchange(message, limit);
    keep(connection);
    return reply;
  };
  return {
    post: async (posting) => {
      const { origin, limit } = posting;
      const kept = takeIdle(origin);
      if (kept !== undefined) {
        try {
          return await sendOver(kept, posting);
        } catch (error) {
          // Closed by the host while it was idle, and nothing was sent: a new connection loses nothing.
          if (!(error instanceof NoReply) || error.sent || clock.now() >= limit.at) throw error;
        }
      }
      return sendOver(await openNew(origin, limit), posting);
    },
    open: async (origin, limit) => keep(await openNew(origin, limit)),
    close: () => {
      for (const connection of [...idle.values()].flat()) connection.destroy();
      idle.clear();
    },
  };
}
