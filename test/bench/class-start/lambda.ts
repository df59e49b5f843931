import { assumed, memoryOfOneCoreMb } from '../cost/cost-of-calls.ts';
import type { EventClock } from './event-clock.ts';

/** Source: AWS's quotas for Lambda. A new account may have less; the docs say so. */
export const accountConcurrency = 1_000;

/** New environments of a function: 1,000 in 10 s, refilled continuously. Source: AWS's guide on Lambda scaling. */
const scaling = { burst: 1_000, perSecond: 100 };

/**
 * Before the first call of an environment: the median init of an empty Node 24 function on arm64, as published by
 * maxday/lambda-perf in August 2026; the load of the bundle by `npm run bench -- cold`; the three round trips in which a
 * TLS connection to RongCloud is opened.
 */
const initMs = { platform: 125, bundle: 75, connection: 3 * assumed.rongCloudCallMs };
export const coldStartMs = initMs.platform + initMs.bundle + initMs.connection;

/** A bucket of tokens, as API Gateway and Lambda limit rates. */
export class TokenBucket {
  private readonly clock: EventClock;
  private readonly burst: number;
  private readonly perMs: number;
  private tokens: number;
  private at: number;

  constructor(clock: EventClock, { burst, perSecond }: { burst: number; perSecond: number }) {
    this.clock = clock;
    this.burst = burst;
    this.perMs = perSecond / 1_000;
    this.tokens = burst;
    this.at = clock.now();
  }

  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.at) * this.perMs);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** The environments that functions without a reserve share. */
export interface SharedPool {
  free: number;
}

/** What a function used. */
export interface Used {
  calls: number;
  environments: number;
  billedMs: number;
}

export interface PoolOptions<E> {
  readonly clock: EventClock;
  /** Of the function alone; undefined: it shares the account's. */
  readonly reserved: number | undefined;
  readonly shared: SharedPool;
  readonly memoryMb: number;
  readonly start: () => E;
  /** Told when a call begins and ends. */
  readonly onBusy: (change: 1 | -1) => void;
}

/** The environments of one function. Each serves one call at a time; the one used last is used next. */
export class EnvironmentPool<E> {
  readonly used: Used = { calls: 0, environments: 0, billedMs: 0 };
  private readonly options: PoolOptions<E>;
  private readonly idle: E[] = [];
  private readonly growth: TokenBucket;
  private busy = 0;

  constructor(options: PoolOptions<E>) {
    this.options = options;
    this.growth = new TokenBucket(options.clock, scaling);
  }

  /** @returns undefined where Lambda refuses the call. */
  async invoke<T>(call: (environment: E) => Promise<T>): Promise<T | undefined> {
    if (!this.enter()) return undefined;
    const { clock, memoryMb, onBusy } = this.options;
    const startedAt = clock.now();
    onBusy(1);
    try {
      const environment = this.idle.pop() ?? (await this.startOne());
      if (environment === undefined) return undefined;
      // A synchronous hash and all other work of a call, at the share of a core that the memory size gets.
      const share = Math.min(1, memoryMb / memoryOfOneCoreMb);
      await clock.pause((assumed.hashMs + assumed.otherCpuMs) / share);
      const reply = await call(environment);
      this.idle.push(environment);
      this.used.calls += 1;
      // Lambda bills an init as well, and rounds up to a millisecond: half of one on average.
      this.used.billedMs += clock.now() - startedAt + 0.5;
      return reply;
    } finally {
      onBusy(-1);
      this.leave();
    }
  }

  private async startOne(): Promise<E | undefined> {
    if (!this.growth.take()) return undefined;
    this.used.environments += 1;
    await this.options.clock.pause(coldStartMs);
    return this.options.start();
  }

  private enter(): boolean {
    const { reserved, shared } = this.options;
    if (reserved === undefined ? shared.free <= 0 : this.busy >= reserved) return false;
    this.busy += 1;
    if (reserved === undefined) shared.free -= 1;
    return true;
  }

  private leave(): void {
    this.busy -= 1;
    if (this.options.reserved === undefined) this.options.shared.free += 1;
  }
}
