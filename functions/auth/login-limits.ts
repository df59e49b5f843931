import { hash } from 'node:crypto';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { networksOf } from './client-network.ts';
import { isFull, type LimitBucket, msUntilToken, tokensIn } from './limit-buckets.ts';
import type { AttemptItem, Numbers } from './login-store.ts';

const quarterHourMs = 15 * 60_000;

/** The maximum wait, for any number of failures. */
export const maxWaitMs = quarterHourMs;

/** On a known network, attempts in progress are counted from this many failures on: a rare typo costs no write. */
const knownReserveFrom = 3;

/** A school of 2,000 behind one address: more accounts do not enlarge its bucket. */
const maxGrowth = 2_000;

export type ItemName = 'account' | 'pair' | 'network';
export type Items = Readonly<Record<ItemName, AttemptItem>>;

/** Where the account has logged in before: on this network, at a neighbouring address, or neither. */
export type Standing = 'known' | 'near' | 'unknown';

const hashOf = (encoding: 'base64url' | 'hex', ...parts: readonly string[]) =>
  hash('sha256', JSON.stringify(parts), encoding);

export function attemptOf(username: string, sourceIp: string) {
  const { network, neighbourhood } = networksOf(sourceIp);
  const markOf = (kind: string, range: string) => `known${hashOf('hex', kind, username, range).slice(0, 16)}`;
  return {
    network,
    /** Keys are hashes: people type passwords into the name field. They do not depend on whether the user exists. */
    keys: {
      account: hashOf('base64url', 'account', username),
      pair: hashOf('base64url', 'pair', username, network),
      network: hashOf('base64url', 'network', network),
    },
    /** The attributes of the account's item that say until when the network, and its neighbourhood, are known. */
    marks: {
      network: markOf('network', network),
      neighbourhood: markOf('neighbourhood', neighbourhood),
    },
  };
}

export type Attempt = ReturnType<typeof attemptOf>;

export function standingOf({ marks }: Attempt, { numbers }: AttemptItem, now: number): Standing {
  if ((numbers[marks.network] ?? 0) > now) return 'known';
  return (numbers[marks.neighbourhood] ?? 0) > now ? 'near' : 'unknown';
}

/** The limits of this deployment. */
export function loginLimits({ environment }: Pick<Deps, 'environment'>) {
  const free = readSetting(environment, settings.loginFreeFailures);
  const perUser = readSetting(environment, settings.loginUserFailures);
  const perUserADay = readSetting(environment, settings.loginUserDailyFailures);
  const perNetwork = readSetting(environment, settings.loginNetworkFailures);
  /** An empty bucket allows one attempt per 15 minutes: 96 a day. */
  const daily = (attribute: string): LimitBucket => ({
    attribute,
    size: perUserADay,
    refillMs: quarterHourMs,
  });
  return {
    free,
    /** Failures of a user on one network in the last 15 minutes; ten more bring the wait to its maximum. */
    recent: { attribute: 'recent', size: free + 10, refillMs: quarterHourMs / free },
    day: daily('day'),
    /** Of an account, over all networks of one standing. On a known network the buckets of the pair are enough. */
    account: (standing: Standing): readonly LimitBucket[] =>
      standing === 'known'
        ? []
        : [
            { attribute: `${standing}Recent`, size: perUser, refillMs: quarterHourMs / perUser },
            daily(`${standing}Day`),
          ],
    /** Of a network, over all accounts unknown there. It grows with the accounts that logged in. */
    network: ({ grown = 0 }: Numbers): LimitBucket => ({
      attribute: 'accounts',
      size: perNetwork + Math.min(grown, maxGrowth),
      refillMs: quarterHourMs / perNetwork,
    }),
  };
}

export type LoginLimits = ReturnType<typeof loginLimits>;

export interface Place {
  readonly item: ItemName;
  /** Max attempts in progress; absent for no limit. */
  readonly room?: number;
  /** The buckets that must not have changed since they were read. */
  readonly buckets: readonly LimitBucket[];
}

type Decision = { readonly waitMs: number } | { readonly places: readonly Place[] };

const failuresIn = ({ recent }: LoginLimits, { numbers }: AttemptItem, now: number) =>
  recent.size - tokensIn(recent, numbers, now);

/** How long until a user may try again on one network: 1 s, 2 s, 4 s … after the free failures. */
function msUntilRetry(limits: LoginLimits, pair: AttemptItem, now: number): number {
  const beyond = failuresIn(limits, pair, now) - limits.free;
  if (beyond < 0) return 0;
  const backOffMs = Math.min(1_000 * 2 ** beyond, maxWaitMs);
  return Math.max(0, (pair.numbers.lastFailureAt ?? 0) + backOffMs - now);
}

/** Max guesses in progress for a user on one network. After a wait it is one. */
const roomOfPair = (limits: LoginLimits, pair: AttemptItem, now: number) =>
  Math.max(1, limits.free - failuresIn(limits, pair, now));

/** True if the account's last failure on this network has already taken a token of the network's bucket. */
export const owesToken = ({ numbers }: Pick<AttemptItem, 'numbers'>, now: number) =>
  (numbers.owesUntil ?? 0) > now;

function placesWhereKnown(limits: LoginLimits, pair: AttemptItem, now: number): readonly Place[] {
  if (failuresIn(limits, pair, now) < Math.min(knownReserveFrom, limits.free)) return [];
  const room = Math.min(roomOfPair(limits, pair, now), tokensIn(limits.day, pair.numbers, now));
  return [{ item: 'pair', room, buckets: [limits.recent, limits.day] }];
}

/** The wait that is not over yet, or the reservations that an attempt makes before its check. */
export function decide(
  limits: LoginLimits,
  standing: Standing,
  { account, pair, network }: Items,
  now: number,
): Decision {
  const isOwed = owesToken(pair, now);
  const bucket = limits.network(network.numbers);
  const buckets = limits.account(standing);
  const waits = [
    msUntilRetry(limits, pair, now),
    msUntilToken(limits.day, pair.numbers, now),
    ...buckets.map((one) => msUntilToken(one, account.numbers, now)),
    standing === 'known' || isOwed ? 0 : msUntilToken(bucket, network.numbers, now),
  ];
  const waitMs = Math.min(maxWaitMs, Math.max(...waits));
  if (waitMs > 0) return { waitMs };
  if (standing === 'known') return { places: placesWhereKnown(limits, pair, now) };
  const tokens = buckets.map((one) => tokensIn(one, account.numbers, now));
  const own: Place = { item: 'account', room: Math.min(roomOfPair(limits, pair, now), ...tokens), buckets };
  if (isFull(bucket, network.numbers, now)) return { places: [own] };
  if (isOwed) return { places: [own, { item: 'network', buckets: [] }] };
  const room = tokensIn(bucket, network.numbers, now);
  return { places: [own, { item: 'network', room, buckets: [bucket] }] };
}
