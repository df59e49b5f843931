import { hash } from 'node:crypto';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { isFull, type LimitBucket, msUntilToken, tokensIn } from './limit-buckets.ts';
import type { AttemptItem, Numbers } from './login-store.ts';

const minuteMs = 60_000;
const quarterHourMs = 15 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

/** The maximum wait, for any number of failures. */
export const maxWaitMs = quarterHourMs;

/** A right password makes its client network known to the account for this long. */
export const knownForMs = 30 * dayMs;

/** On a known network, attempts in progress are counted from this many failures on: a rare typo costs no write. */
const knownReserveFrom = 3;

/** A school of 2,000 behind one address: more accounts do not enlarge its bucket. */
const maxGrowth = 2_000;

export type ItemName = 'account' | 'pair' | 'network';
export type Items = Readonly<Record<ItemName, AttemptItem>>;

/** Where the account has logged in before: on this network, at a neighbouring address, or neither. */
export type Standing = 'known' | 'near' | 'unknown';

export interface Attempt {
  readonly username: string;
  readonly network: string;
  readonly neighbourhood: string;
}

const hashOf = (encoding: 'base64url' | 'hex', ...parts: readonly string[]) =>
  hash('sha256', JSON.stringify(parts), encoding);

/** Keys are hashes: people type passwords into the name field. They do not depend on whether the user exists. */
export const itemKeys = ({ username, network }: Attempt): Readonly<Record<ItemName, string>> => ({
  account: hashOf('base64url', 'account', username),
  pair: hashOf('base64url', 'pair', username, network),
  network: hashOf('base64url', 'network', network),
});

/** The attributes of the account's item that say until when a network, and its neighbourhood, are known. */
export const knownMarks = ({ username, network, neighbourhood }: Attempt) => {
  const mark = (kind: string, of: string) => `known${hashOf('hex', kind, username, of).slice(0, 16)}`;
  return { network: mark('network', network), neighbourhood: mark('neighbourhood', neighbourhood) };
};

export function standingOf(attempt: Attempt, { numbers }: AttemptItem, now: number): Standing {
  const marks = knownMarks(attempt);
  if ((numbers[marks.network] ?? 0) > now) return 'known';
  return (numbers[marks.neighbourhood] ?? 0) > now ? 'near' : 'unknown';
}

export interface Place {
  readonly item: ItemName;
  /** Max attempts in progress; absent for no limit. */
  readonly room?: number;
  /** The buckets that must not have changed since they were read. */
  readonly buckets: readonly LimitBucket[];
}

export type Decision = { readonly waitMs: number } | { readonly places: readonly Place[] };

export class LoginLimits {
  private readonly free: number;
  private readonly perUser: number;
  private readonly perUserADay: number;
  private readonly perNetwork: number;

  constructor({ environment }: Pick<Deps, 'environment'>) {
    this.free = readSetting(environment, settings.loginFreeFailures);
    this.perUser = readSetting(environment, settings.loginUserFailures);
    this.perUserADay = readSetting(environment, settings.loginUserDailyFailures);
    this.perNetwork = readSetting(environment, settings.loginNetworkFailures);
  }

  /** Failures of a user on one network in the last 15 minutes; ten more bring the wait to its maximum. */
  get recent(): LimitBucket {
    return { attribute: 'recent', size: this.free + 10, refillMs: quarterHourMs / this.free };
  }

  /** An empty bucket allows one attempt per 15 minutes: 96 a day. */
  private daily(attribute: string): LimitBucket {
    return { attribute, size: this.perUserADay, refillMs: quarterHourMs };
  }

  get pair(): readonly LimitBucket[] {
    return [this.recent, this.daily('day')];
  }

  /** Of an account, over all networks of one standing. On a known network the buckets of the pair are enough. */
  account(standing: Standing): readonly LimitBucket[] {
    if (standing === 'known') return [];
    const refillMs = quarterHourMs / this.perUser;
    return [{ attribute: `${standing}Recent`, size: this.perUser, refillMs }, this.daily(`${standing}Day`)];
  }

  /** Of a network, over all accounts unknown there. It grows with the accounts that logged in. */
  network({ grown = 0 }: Numbers): LimitBucket {
    const refillMs = quarterHourMs / this.perNetwork;
    return { attribute: 'accounts', size: this.perNetwork + Math.min(grown, maxGrowth), refillMs };
  }

  /** How long until a user may try again on one network: 1 s, 2 s, 4 s … after the free failures. */
  private msUntilRetry({ numbers }: AttemptItem, now: number): number {
    const beyond = this.failures(numbers, now) - this.free;
    if (beyond < 0) return 0;
    const backOffMs = Math.min(1_000 * 2 ** beyond, maxWaitMs);
    return Math.max(0, (numbers.lastFailureAt ?? 0) + backOffMs - now);
  }

  private failures(numbers: Numbers, now: number): number {
    return this.recent.size - tokensIn(this.recent, numbers, now);
  }

  /** Max guesses in progress for a user on one network. After a wait it is one. */
  private pairRoom({ numbers }: AttemptItem, now: number): number {
    return Math.max(1, this.free - this.failures(numbers, now));
  }

  /** The wait that is not over yet, or the reservations that an attempt makes before its check. */
  decide(standing: Standing, { account, pair, network }: Items, now: number): Decision {
    const isOwed = owesToken(pair, now);
    const bucket = this.network(network.numbers);
    const buckets = this.account(standing);
    const waits = [
      this.msUntilRetry(pair, now),
      ...this.pair.slice(1).map((one) => msUntilToken(one, pair.numbers, now)),
      ...buckets.map((one) => msUntilToken(one, account.numbers, now)),
      standing === 'known' || isOwed ? 0 : msUntilToken(bucket, network.numbers, now),
    ];
    const waitMs = Math.min(maxWaitMs, Math.max(...waits));
    if (waitMs > 0) return { waitMs };
    if (standing === 'known') return { places: this.placesWhereKnown(pair, now) };
    const tokens = buckets.map((one) => tokensIn(one, account.numbers, now));
    const room = Math.min(this.pairRoom(pair, now), ...tokens);
    const own: Place = { item: 'account', room, buckets };
    if (isFull(bucket, network.numbers, now)) return { places: [own] };
    if (isOwed) return { places: [own, { item: 'network', buckets: [] }] };
    const tokensOfNetwork = tokensIn(bucket, network.numbers, now);
    return { places: [own, { item: 'network', room: tokensOfNetwork, buckets: [bucket] }] };
  }

  private placesWhereKnown(pair: AttemptItem, now: number): readonly Place[] {
    if (this.failures(pair.numbers, now) < Math.min(knownReserveFrom, this.free)) return [];
    const [, day] = this.pair;
    const tokens = day === undefined ? 1 : tokensIn(day, pair.numbers, now);
    const room = Math.min(this.pairRoom(pair, now), tokens);
    return [{ item: 'pair', room, buckets: this.pair }];
  }
}

/** True if the account's last failure on this network has already taken a token of the network's bucket. */
export const owesToken = ({ numbers }: Pick<AttemptItem, 'numbers'>, now: number) =>
  (numbers.owesUntil ?? 0) > now;
