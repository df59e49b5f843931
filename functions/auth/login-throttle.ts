import { Failure } from '../contract/failure.ts';
import { type Deps, drawToken } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { untouched } from './limit-buckets.ts';
import {
  type Attempt,
  decide,
  type ItemName,
  type Items,
  type LoginLimits,
  loginLimits,
  type Place,
  standingOf,
} from './login-limits.ts';
import {
  accountFailure,
  expiry,
  type MakeFailure,
  networkFailure,
  pairFailure,
  type Reservation,
  successChanges,
} from './login-outcome.ts';
import type { AttemptItem, AttemptStore, ItemChange } from './login-store.ts';
import { uncountedLimiter } from './uncounted-limiter.ts';

/** Longer than any call, so that no reservation expires during its attempt. */
const placeForMs = 10_000;
/** Retry-After of an attempt that is refused because of others in progress: they end soon. */
const inProgressRetryMs = 1_000;
/** Max tries of a change of an item that others change at the same time. */
const maxTries = 4;
const itemNames = ['account', 'pair', 'network'] as const satisfies readonly ItemName[];

interface Context extends Pick<Deps, 'clock' | 'randomBytes'> {
  readonly store: AttemptStore;
  readonly limits: LoginLimits;
}

/** Records the result of the check. A failure does not change the reply: reservations expire by themselves. */
type Settle = (isRight: boolean, deadlineAt: number) => Promise<void>;

const refusal = ({ network }: Attempt, waitMs: number) =>
  new Failure('TOO_MANY_ATTEMPTS', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    log: { network },
  });

/**
 * Limits password guesses: reserve before the check, settle after it. `reserve` reads the counts, and reserves an attempt
 * if concurrent guesses could exceed them.
 * @throws Failure TOO_MANY_ATTEMPTS during a wait, also for the right password.
 */
export function loginThrottle(deps: Deps, store: AttemptStore) {
  const context = { ...deps, store, limits: loginLimits(deps) };
  const limiter = uncountedLimiter(deps.clock);
  /** @returns undefined if the store cannot be reached. */
  const tryStore = <T>(use: Promise<T>) =>
    use.catch((error: unknown) => logTrouble(deps, 'login-counters-unavailable', error));

  return async (attempt: Attempt, deadlineAt: number): Promise<Settle> => {
    const reserved = await tryStore(reserveInStore(context, attempt, deadlineAt));
    if (reserved instanceof Failure) throw reserved;
    if (reserved) return (isRight, by) => tryStore(settle(context, reserved, isRight, by));
    const { account } = attempt.keys;
    const waitMs = limiter.msUntilAllowed(account);
    if (waitMs > 0) throw refusal(attempt, waitMs);
    limiter.count(account);
    return async (isRight) => {
      if (isRight) limiter.clear(account);
    };
  };
}

async function readItems(store: AttemptStore, { keys }: Attempt, deadlineAt: number): Promise<Items> {
  const read = (name: ItemName) => store.findAttempts(keys[name], deadlineAt);
  const [account, pair, network] = await Promise.all([read('account'), read('pair'), read('network')]);
  return { account, pair, network };
}

const expiredIn = ({ inProgress }: AttemptItem, now: number) =>
  inProgress.filter((id) => Number.parseInt(id, 10) <= now);

/** @returns the refusal instead of throwing it, because it is no fault of the store. */
async function reserveInStore(
  context: Context,
  attempt: Attempt,
  deadlineAt: number,
): Promise<Reservation | Failure> {
  const { clock, store, limits } = context;
  const id = `${clock.now() + placeForMs}.${drawToken(context)}`;
  const held = new Set<ItemName>();
  let waitMs = inProgressRetryMs;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const items = await readItems(store, attempt, deadlineAt);
    for (const name of itemNames) if (items[name].inProgress.includes(id)) held.add(name);
    const now = clock.now();
    const standing = standingOf(attempt, items.account, now);
    const decision = decide(limits, standing, items, now);
    if ('waitMs' in decision) {
      waitMs = decision.waitMs;
      break;
    }
    const missing = decision.places.filter(({ item }) => !held.has(item));
    const othersIn = (item: AttemptItem) => item.inProgress.length - expiredIn(item, now).length;
    if (missing.some(({ item, room = Infinity }) => othersIn(items[item]) >= room)) break;
    const reservation = { attempt, id, items, standing, held };
    await Promise.all(
      missing.map(async (place) => {
        if (await enter(context, reservation, place, deadlineAt)) held.add(place.item);
      }),
    );
    if (missing.every(({ item }) => held.has(item))) return reservation;
  }
  const left = [...held].map((name) => ({ key: attempt.keys[name], leave: [id] }));
  await changeAll(store, left, deadlineAt);
  return refusal(attempt, waitMs);
}

/** Reserves a place. Expired reservations are removed first, because the condition counts all stored ones. */
async function enter(
  { clock, store }: Context,
  { attempt, id, items }: Reservation,
  { item, room, buckets }: Place,
  deadlineAt: number,
): Promise<boolean> {
  const key = attempt.keys[item];
  const now = clock.now();
  const expired = expiredIn(items[item], now);
  if (expired.length > 0) await store.changeAttempts({ key, leave: expired }, deadlineAt);
  const onlyIf = [
    ...(room === undefined ? [] : [{ room }]),
    ...buckets.map((bucket) => untouched(bucket, items[item].numbers, now)),
  ];
  return await store.changeAttempts({ key, enter: id, set: expiry(item, now), onlyIf }, deadlineAt);
}

async function changeAll(store: AttemptStore, changes: readonly ItemChange[], deadlineAt: number) {
  await Promise.all(changes.map((change) => store.changeAttempts(change, deadlineAt)));
}

/** The pair's item first: its failure proves that an attempt missing from the other items was counted. */
async function settle(
  context: Context,
  reservation: Reservation,
  isRight: boolean,
  deadlineAt: number,
): Promise<void> {
  const { clock, store, limits } = context;
  if (isRight) return changeAll(store, successChanges(reservation, limits, clock.now()), deadlineAt);
  const count = countFailure.bind(undefined, context, deadlineAt);
  const pair = await count(reservation, 'pair', pairFailure);
  if (reservation.standing === 'known') return;
  const counted = { ...reservation, items: { ...reservation.items, pair } };
  await Promise.all([count(counted, 'account', accountFailure), count(counted, 'network', networkFailure)]);
}

/** Makes a change; if its conditions fail, reads the item and tries again. @returns the item before the change. */
async function countFailure(
  { clock, store, limits }: Context,
  deadlineAt: number,
  reservation: Reservation,
  name: ItemName,
  make: MakeFailure,
): Promise<AttemptItem> {
  const { attempt, id, items, held } = reservation;
  let item = items[name];
  for (let tries = 0; tries < maxTries; tries += 1) {
    const change = make(reservation, limits, item, clock.now());
    if (change === undefined || (await store.changeAttempts(change, deadlineAt))) return item;
    item = await store.findAttempts(attempt.keys[name], deadlineAt);
    // An earlier try succeeded and its reply was lost.
    if (held.has(name) && !item.inProgress.includes(id)) return item;
  }
  throw new Error(`the ${name} item changed with each try`);
}
