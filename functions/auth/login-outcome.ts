import { takeTokens, tokensIn } from './limit-buckets.ts';
import {
  type Attempt,
  type ItemName,
  type Items,
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
  /** As read before the check. */
  readonly items: Items;
  readonly standing: Standing;
  readonly held: ReadonlySet<ItemName>;
}

const dayMs = 24 * 3_600_000;

/** A right password makes its client network known to the account for this long. */
const knownForMs = 30 * dayMs;

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

/** 16 networks with their neighbourhoods, without the current one's two. A mobile phone has a new address every day. */
const maxOtherMarks = 30;

/** The known networks to remove: the expired ones, and those that expire first if there are too many. */
function droppedMarks(numbers: Numbers, set: Numbers, now: number): readonly string[] {
  const others = Object.entries(numbers).filter(([name]) => name.startsWith('known') && !(name in set));
  const newest = others.toSorted(([, one], [, other]) => other - one);
  return newest.filter(([, until], index) => until <= now || index >= maxOtherMarks).map(([name]) => name);
}

/** The change that ends the reservation of an item, if there is one. */
const endOf = ({ attempt, id, held }: Reservation, item: ItemName) => ({
  key: attempt.keys[item],
  leave: held.has(item) ? [id] : [],
});

/** Makes the network known to the account. */
function recordNetwork(reservation: Reservation, now: number): ItemChange {
  const { marks } = reservation.attempt;
  const set = { [marks.network]: now + knownForMs, [marks.neighbourhood]: now + knownForMs };
  return {
    ...endOf(reservation, 'account'),
    set: { ...set, ...expiry('account', now) },
    remove: droppedMarks(reservation.items.account.numbers, set, now),
  };
}

/** Renewed in the second half of its life only, so that a login on a known network usually writes nothing. */
const isRenewalDue = ({ attempt: { marks }, items: { account } }: Reservation, now: number) =>
  (account.numbers[marks.network] ?? 0) - now < knownForMs / 2;

/**
 * A right password resets the waits of a user on a network. The failures of the day stay: otherwise a neighbour behind
 * the same address could guess again after each login.
 */
const forgetRecent = (reservation: Reservation): ItemChange => ({
  ...endOf(reservation, 'pair'),
  remove: ['recent', 'lastFailureAt', 'owesUntil'],
});

/** Enlarges the network's bucket by the account and refunds its token. Exactly once: the same change ends the reservation. */
function growNetwork(reservation: Reservation, limits: LoginLimits, now: number): ItemChange {
  const { id, items } = reservation;
  const { attribute, refillMs } = limits.network(items.network.numbers);
  return {
    ...endOf(reservation, 'network'),
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

/** Takes tokens and ends the reservation. Its condition makes a repeated change fail. */
function failure(
  reservation: Reservation,
  item: ItemName,
  { add, set, onlyIf }: ReturnType<typeof takeTokens>,
  now: number,
) {
  const end = endOf(reservation, item);
  const isStillHeld = end.leave.map((id) => ({ isInProgress: id }));
  return { ...end, add, set: { ...set, ...expiry(item, now) }, onlyIf: [...isStillHeld, ...onlyIf] };
}

/** Makes the change of a failure; undefined for none. */
export type MakeFailure = (
  reservation: Reservation,
  limits: LoginLimits,
  item: AttemptItem,
  now: number,
) => ItemChange | undefined;

/** A failure of the user on this network; the first one also takes a token of the network's bucket. */
export const pairFailure: MakeFailure = (reservation, limits, pair, now) => {
  const taken = takeTokens([limits.recent, limits.day], pair.numbers, now);
  const change = failure(reservation, 'pair', taken, now);
  const isFirst = reservation.standing !== 'known' && !owesToken(pair, now);
  return {
    ...change,
    set: { ...change.set, lastFailureAt: now, ...(isFirst ? { owesUntil: now + maxWaitMs } : {}) },
    onlyIf: [...change.onlyIf, ...(isFirst ? [{ attribute: 'owesUntil', atMost: now }] : [])],
  };
};

/** A failure of the account, over all networks of the same standing. */
export const accountFailure: MakeFailure = (reservation, limits, { numbers }, now) =>
  failure(reservation, 'account', takeTokens(limits.account(reservation.standing), numbers, now), now);

/** An account's failure on this network, unless an earlier one has taken the token. */
export const networkFailure: MakeFailure = (reservation, limits, { numbers }, now) => {
  const bucket = limits.network(numbers);
  const takesToken = !owesToken(reservation.items.pair, now) && tokensIn(bucket, numbers, now) > 0;
  if (!takesToken && !reservation.held.has('network')) return undefined;
  return failure(reservation, 'network', takeTokens(takesToken ? [bucket] : [], numbers, now), now);
};
