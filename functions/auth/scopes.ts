import { createHash } from 'node:crypto';
import type { AttemptLimit, AttemptLimits } from './attempt-limits.ts';
import type { AttemptCounter } from './login-store.ts';

/** One of the counters that a login meets, with its limits. */
export interface Scope {
  readonly key: string;
  readonly limits: readonly AttemptLimit[];
  readonly counter: AttemptCounter;
  /** From this many failures on, an attempt is counted before it is checked. */
  readonly countAheadFrom: number;
}

/** The keys of a login's counters: the same ones whether or not there is such a user. */
export interface CounterKeys {
  /** The user on this network. */
  readonly pair: string;
  /** The user on all networks where they are not known. */
  readonly user: string;
  /** The network, for all users who are not known there. */
  readonly network: string;
  /** The network as the log names it. */
  readonly source: string;
}

/** What people type as their name may be a password, so no counter bears a name. */
const keyOf = (...parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

export const counterKeys = (username: string, network: string): CounterKeys => ({
  pair: keyOf('pair', username, network),
  user: keyOf('user', username),
  network: keyOf('network', network),
  source: network,
});

/** Whether the user has logged in there of late. */
export const isKnown = (pair: AttemptCounter, now: number) => (pair.knownUntil ?? 0) > now;

/** A successful login makes a network known for this long. */
export const knownForMs = 30 * 24 * 3_600_000;
/** Renewed only when half of that is past, so a login on a known network writes nothing. */
const renewBelowMs = knownForMs / 2;

export const isRenewalDue = (pair: AttemptCounter, now: number) =>
  (pair.knownUntil ?? 0) - now < renewBelowMs;

/** A user who errs now and then on a known network costs no write before the check. */
const knownCountAheadFrom = 3;

/** The counters as they are stored; `elsewhere` is absent where the user is known on the network. */
export interface Counters {
  readonly pair: AttemptCounter;
  readonly elsewhere?: { readonly user: AttemptCounter; readonly network: AttemptCounter };
}

/**
 * The counters that bear on a login. On a known network only what was tried there counts, so that an attack from
 * elsewhere does not keep the user out. A network's own counter is counted ahead from half its limit on alone: a
 * class that logs in at once from behind one address is no attack.
 */
export function scopesOf(
  keys: CounterKeys,
  { pair, elsewhere }: Counters,
  limits: AttemptLimits,
): readonly Scope[] {
  const scope = (kind: keyof AttemptLimits, counter: AttemptCounter, countAheadFrom: number): Scope => ({
    key: keys[kind],
    limits: limits[kind],
    counter,
    countAheadFrom,
  });
  if (elsewhere === undefined) return [scope('pair', pair, knownCountAheadFrom)];
  const [networkLimit] = limits.network;
  return [
    scope('pair', pair, 0),
    scope('user', elsewhere.user, 0),
    scope('network', elsewhere.network, Math.ceil((networkLimit?.most ?? 0) / 2)),
  ];
}
