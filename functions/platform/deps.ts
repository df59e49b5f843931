import { randomBytes } from 'node:crypto';

/** The source of time for every limit and pause, so that a test controls them all. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs a function once, `delayMs` from now; returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

export type LogLevel = 'info' | 'warn' | 'error';
export type LogEntry = Readonly<Record<string, unknown>>;

export interface AwsTimeouts {
  readonly connectMs: number;
  readonly requestMs: number;
}

/** The dependencies of a function; Lambda, the local run or a test passes them. */
export interface Deps {
  /** Environment variables, by the names in settings.ts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Bytes from a cryptographically secure source. */
  readonly randomBytes: (size: number) => Buffer;
  readonly output: (level: LogLevel, entry: LogEntry) => void;
  /** The cost of a new password's hash; set only by tests that create many. */
  readonly passwordCost?: Argon2Cost | undefined;
  /** Timeouts of the AWS clients; set only by the local run. */
  readonly awsTimeouts?: AwsTimeouts | undefined;
  /** Makes the handler that an AWS client sends its requests with; without it, the SDK's own is used. */
  readonly createRequestHandler?: ((timeouts: AwsTimeouts) => object) | undefined;
}

/** 96 random bits: no two calls draw the same token. */
export const drawToken = ({ randomBytes: draw }: Pick<Deps, 'randomBytes'>): string =>
  draw(12).toString('base64url');

let ahead = Buffer.alloc(0);

/** Draws 1 KiB at a time, as Node does for UUIDs: a draw costs more than a call's signature. */
function drawBytes(size: number): Buffer {
  if (ahead.length < size) ahead = randomBytes(Math.max(size, 1_024));
  const drawn = ahead.subarray(0, size);
  ahead = ahead.subarray(size);
  return drawn;
}

export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, run) => {
    // A deadline may have passed already; Node warns of a negative delay.
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** The dependencies on Lambda, where the runtime writes console output as JSON lines. */
export const processDeps: Deps = {
  environment: process.env,
  clock: systemClock,
  randomBytes: drawBytes,
  output: (level, entry) => console[level](entry),
};
