import { randomBytes } from 'node:crypto';

/** Time as the product sees it. Every time limit and every pause is built on it, so a test moves them all. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs something once, `delayMs` from now, and returns what calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** Argon2's cost parameters. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

export type LogLevel = 'info' | 'warn' | 'error';
export type LogEntry = Readonly<Record<string, unknown>>;

/** All that an endpoint takes from the outside: who builds it (Lambda, the local run, a test) hands this in. */
export interface Deps {
  /** Environment variables, by the names in settings.ts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Bytes from a cryptographically secure source. */
  readonly randomBytes: (size: number) => Buffer;
  readonly output: (level: LogLevel, entry: LogEntry) => void;
  /** What a new password's hash costs. Absent everywhere but in tests that have a thousand to make. */
  readonly passwordCost?: Argon2Cost | undefined;
  /** How long a client of an AWS service waits. Absent on Lambda; the local run is patient. */
  readonly awsTimeouts?: { readonly connectMs: number; readonly requestMs: number } | undefined;
}

export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The process as it is: on Lambda, where the runtime turns what goes to the console into JSON lines. */
export const processDeps: Deps = {
  environment: process.env,
  clock: systemClock,
  randomBytes,
  output: (level, entry) => console[level](entry),
};
