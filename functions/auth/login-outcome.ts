import { type LimitBucket, takeTokens, tokensIn } from './limit-buckets.ts';
import {
  type Attempt,
  type ItemName,
  type Items,
  itemKeys,
  knownForMs,
  knownMarks,
  type LoginLimits,
  maxWaitMs,
  owesToken,
  type Standing,
} from './login-limits.ts';
import type { AttemptItem, ItemChange, Numbers } from './login-store.ts';

export interface Reservation {
  readonly attempt: Attempt;
  /** Identifies the attempt in the items that count it: its expiry and random characters. */
  readonly id: string;
  /** As read before the check, without this attempt. */
  readonly items: Items;
  readonly standing: Standing;
  readonly held: ReadonlySet<ItemName>;
}

const dayMs = 24 * 3_600_000;
/** When DynamoDB may delete an item: its buckets are full again by then, and its known networks have expired. */
const keepMs: Readonly<Record<ItemName, number>> = {
  account: knownForMs + dayMs,
  pair: 2 * dayMs,
  network: knownForMs + dayMs,
};

/** DynamoDB's time to live is in seconds. */
export const expiry = (item: ItemName, now: number) => ({
  expiresAt: Math.ceil((now + keepMs[item]) / 1_000),
});

/** Two per network: itself and its neighbourhood. A mobile phone logs in from a new address every day. */
const maxMarks = 32;

/** The known networks to remove when the account's item is full: the expired ones, then the oldest. */
function droppedMarks(numbers: Numbers, set: Numbers, now: number): readonly string[] {
  const others = Object.entries(numbers).filter(([name]) => name.startsWith('known') && !(name in set));
  const newest = others.toSorted(([, one], [, other]) => other - one);
  return newest
    .filter(([, until], index) => until <= now || index >= maxMarks - Object.keys(set).length)
    .map(([name]) => name);
}

/** Makes the network known to the account, and ends the account's reservation. */
function recordNetwork({ attempt, id, items, held }: Reservation, now: number): ItemChange {
  const marks = knownMarks(attempt);
  const set = { [marks.network]: now + knownForMs, [marks.neighbourhood]: now + knownForMs };
  return {
    key: itemKeys(attempt).account,
    ...(held.has('account') ? { leave: [id] } : {}),
    set: { ...set, ...expiry('account', now) },
    remove: droppedMarks(items.account.numbers, set, now),
  };
}

/** Renewed in the second half of its life only, so that a login on a known network usually writes nothing. */
function isRenewalDue({ attempt, items }: Reservation, now: number): boolean {
  const until = items.account.numbers[knownMarks(attempt).network] ?? 0;
  return until - now < knownForMs / 2;
}

/**
 * A right password resets the waits of a user on a network. The failures of the day stay: otherwise a neighbour behind
 * the same address could guess again after each login.
 */
const forgetRecent = ({ attempt, id, held }: Reservation): ItemChange => ({
  key: itemKeys(attempt).pair,
  ...(held.has('pair') ? { leave: [id] } : {}),
  remove: ['recent', 'lastFailureAt', 'owesUntil'],
});

/** Enlarges the network's bucket by the account and refunds its token. Exactly once: the same change ends the reservation. */
function growNetwork({ attempt, id, items }: Reservation, limits: LoginLimits, now: number): ItemChange {
  const { attribute, refillMs } = limits.network(items.network.numbers);
  return {
    key: itemKeys(attempt).network,
    leave: [id],
    add: { grown: 1, ...(owesToken(items.pair, now) ? { [attribute]: -refillMs } : {}) },
    set: expiry('network', now),
    onlyIf: [{ isInProgress: id }],
  };
}

/** The writes after a right password: usually none on a known network without recent failures. */
export function successChanges(
  reservation: Reservation,
  limits: LoginLimits,
  now: number,
): readonly ItemChange[] {
  const { standing, held, items } = reservation;
  if (standing === 'known') {
    return [
      ...(held.has('pair') ? [forgetRecent(reservation)] : []),
      ...(isRenewalDue(reservation, now) ? [recordNetwork(reservation, now)] : []),
    ];
  }
  return [
    recordNetwork(reservation, now),
    ...('recent' in items.pair.numbers ? [forgetRecent(reservation)] : []),
    ...(held.has('network') ? [growNetwork(reservation, limits, now)] : []),
  ];
}

/** Takes a token from each bucket and ends the reservation. Its condition makes a repeated change fail. */
function failure(
  { attempt, id, held }: Reservation,
  item: ItemName,
  { buckets, numbers, now }: { buckets: readonly LimitBucket[]; numbers: Numbers; now: number },
) {
  const { add, set, onlyIf } = takeTokens(buckets, numbers, now);
  const isHeld = held.has(item);
  return {
    key: itemKeys(attempt)[item],
    leave: isHeld ? [id] : [],
    add,
    set: { ...set, ...expiry(item, now) },
    onlyIf: [...(isHeld ? [{ isInProgress: id }] : []), ...onlyIf],
  };
}

/** A failure of the user on this network; the first one also takes a token of the network's bucket. */
export function pairFailure(
  reservation: Reservation,
  pair: AttemptItem,
  limits: LoginLimits,
  now: number,
): ItemChange {
  const change = failure(reservation, 'pair', { buckets: limits.pair, numbers: pair.numbers, now });
  const isFirst = reservation.standing !== 'known' && !owesToken(pair, now);
  return {
    ...change,
    set: { ...change.set, lastFailureAt: now, ...(isFirst ? { owesUntil: now + maxWaitMs } : {}) },
    onlyIf: [...change.onlyIf, ...(isFirst ? [{ attribute: 'owesUntil', atMost: now }] : [])],
  };
}

/** A failure of the account, over all networks of the same standing. */
export const accountFailure = (
  reservation: Reservation,
  { numbers }: AttemptItem,
  limits: LoginLimits,
  now: number,
): ItemChange =>
  failure(reservation, 'account', { buckets: limits.account(reservation.standing), numbers, now });

/** An account's failure on this network, unless an earlier one has taken the token. */
export function networkFailure(
  reservation: Reservation,
  { numbers }: AttemptItem,
  { limits, now, takesToken }: { limits: LoginLimits; now: number; takesToken: boolean },
): ItemChange | undefined {
  const bucket = limits.network(numbers);
  const takes = takesToken && tokensIn(bucket, numbers, now) > 0;
  if (!takes && !reservation.held.has('network')) return undefined;
  return failure(reservation, 'network', { buckets: takes ? [bucket] : [], numbers, now });
}
