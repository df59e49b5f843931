import { Failure } from '../contract/failure.ts';
import type { Clock, Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { untouched } from './limit-buckets.ts';
import {
  type Attempt,
  type ItemName,
  type Items,
  itemKeys,
  LoginLimits,
  owesToken,
  type Place,
  standingOf,
} from './login-limits.ts';
import {
  accountFailure,
  expiry,
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

/** Records the result of the check. A failure does not change the reply: reservations expire by themselves. */
type Settle = (isRight: boolean, deadlineAt: number) => Promise<void>;

const refusal = ({ network }: Attempt, waitMs: number) =>
  new Failure('TOO_MANY_ATTEMPTS', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    log: { network },
  });

type MakeChange = (item: AttemptItem, now: number) => ItemChange | undefined;

/** Limits password guesses: reserve before the check, settle after it. */
export class LoginThrottle {
  private readonly deps: Deps;
  private readonly clock: Clock;
  private readonly store: AttemptStore;
  private readonly limits: LoginLimits;
  private readonly limiter;

  constructor(deps: Deps, store: AttemptStore) {
    this.deps = deps;
    this.clock = deps.clock;
    this.store = store;
    this.limits = new LoginLimits(deps);
    this.limiter = uncountedLimiter(deps.clock);
  }

  /**
   * Reads the counts, and reserves an attempt if concurrent guesses could exceed them.
   * @throws Failure TOO_MANY_ATTEMPTS during a wait, also for the right password.
   */
  async reserve(attempt: Attempt, deadlineAt: number): Promise<Settle> {
    const reserved = await this.tryStore(() => this.reserveInStore(attempt, deadlineAt));
    if (reserved instanceof Failure) throw reserved;
    if (reserved !== undefined) {
      return (isRight, by) => this.tryStore(() => this.settle(reserved, isRight, by));
    }
    const { account } = itemKeys(attempt);
    const waitMs = this.limiter.msUntilAllowed(account);
    if (waitMs > 0) throw refusal(attempt, waitMs);
    this.limiter.count(account);
    return async (isRight) => {
      if (isRight) this.limiter.clear(account);
    };
  }

  /** @returns undefined if the store cannot be reached. */
  private async tryStore<T>(use: () => Promise<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch (error) {
      logTrouble(this.deps, 'login-counters-unavailable', error);
      return undefined;
    }
  }

  private async read(attempt: Attempt, deadlineAt: number): Promise<Items> {
    const keys = itemKeys(attempt);
    const read = (name: ItemName) => this.store.findAttempts(keys[name], deadlineAt);
    const [account, pair, network] = await Promise.all([read('account'), read('pair'), read('network')]);
    return { account, pair, network };
  }

  /** @returns the refusal instead of throwing it, because it is no fault of the store. */
  private async reserveInStore(attempt: Attempt, deadlineAt: number): Promise<Reservation | Failure> {
    const id = `${this.clock.now() + placeForMs}.${this.deps.randomBytes(9).toString('base64url')}`;
    const held = new Set<ItemName>();
    let waitMs = inProgressRetryMs;
    for (let tries = 0; tries < maxTries; tries += 1) {
      const items = await this.read(attempt, deadlineAt);
      for (const name of itemNames) if (items[name].inProgress.includes(id)) held.add(name);
      const others = this.withoutExpired(items, id);
      const standing = standingOf(attempt, items.account, this.clock.now());
      const decision = this.limits.decide(standing, others, this.clock.now());
      if ('waitMs' in decision) {
        waitMs = decision.waitMs;
        break;
      }
      const missing = decision.places.filter(({ item }) => !held.has(item));
      if (missing.some(({ item, room = Infinity }) => others[item].inProgress.length >= room)) break;
      const entered = await Promise.all(
        missing.map((place) => this.enter(attempt, items, { id, place, deadlineAt })),
      );
      missing.forEach(({ item }, index) => {
        if (entered[index]) held.add(item);
      });
      if (entered.every(Boolean)) return { attempt, id, items: others, standing, held };
    }
    const keys = itemKeys(attempt);
    const left = [...held].map((name) => ({ key: keys[name], leave: [id] }));
    await this.changeAll(left, deadlineAt);
    return refusal(attempt, waitMs);
  }

  private isExpired(id: string): boolean {
    return Number.parseInt(id, 10) <= this.clock.now();
  }

  /** The items with the other attempts in progress, without expired ones. */
  private withoutExpired(items: Items, id: string): Items {
    const clean = ({ numbers, inProgress }: AttemptItem): AttemptItem => ({
      numbers,
      inProgress: inProgress.filter((other) => other !== id && !this.isExpired(other)),
    });
    return { account: clean(items.account), pair: clean(items.pair), network: clean(items.network) };
  }

  /** Reserves a place. Expired reservations are removed first, because the condition counts all stored ones. */
  private async enter(
    attempt: Attempt,
    items: Items,
    { id, place, deadlineAt }: { id: string; place: Place; deadlineAt: number },
  ): Promise<boolean> {
    const { item, room, buckets } = place;
    const { numbers, inProgress } = items[item];
    const key = itemKeys(attempt)[item];
    const expired = inProgress.filter((other) => this.isExpired(other));
    if (expired.length > 0) await this.store.changeAttempts({ key, leave: expired }, deadlineAt);
    const now = this.clock.now();
    const onlyIf = [
      ...(room === undefined ? [] : [{ room }]),
      ...buckets.map((bucket) => untouched(bucket, numbers, now)),
    ];
    return await this.store.changeAttempts({ key, enter: id, set: expiry(item, now), onlyIf }, deadlineAt);
  }

  private async changeAll(changes: readonly ItemChange[], deadlineAt: number): Promise<void> {
    await Promise.all(changes.map((change) => this.store.changeAttempts(change, deadlineAt)));
  }

  private settle(reservation: Reservation, isRight: boolean, deadlineAt: number): Promise<void> {
    if (!isRight) return this.settleFailure(reservation, deadlineAt);
    return this.changeAll(successChanges(reservation, this.limits, this.clock.now()), deadlineAt);
  }

  /** The pair's item first: its failure proves that an attempt missing from the other items was counted. */
  private async settleFailure(reservation: Reservation, deadlineAt: number) {
    const { limits } = this;
    const count = (name: ItemName, make: MakeChange) => this.count(reservation, name, make, deadlineAt);
    const pair = await count('pair', (item, now) => pairFailure(reservation, item, limits, now));
    if (reservation.standing === 'known') return;
    // The condition of the pair's change included this.
    const takesToken = !owesToken(pair, this.clock.now());
    await Promise.all([
      count('account', (item, now) => accountFailure(reservation, item, limits, now)),
      count('network', (item, now) => networkFailure(reservation, item, { limits, now, takesToken })),
    ]);
  }

  /** Makes a change; if its conditions fail, reads the item and tries again. @returns the item before the change. */
  private async count(
    { attempt, id, items, held }: Reservation,
    name: ItemName,
    make: MakeChange,
    deadlineAt: number,
  ): Promise<AttemptItem> {
    let item = items[name];
    for (let tries = 0; tries < maxTries; tries += 1) {
      const change = make(item, this.clock.now());
      if (change === undefined || (await this.store.changeAttempts(change, deadlineAt))) return item;
      item = await this.store.findAttempts(itemKeys(attempt)[name], deadlineAt);
      // An earlier try succeeded and its reply was lost.
      if (held.has(name) && !item.inProgress.includes(id)) return item;
    }
    throw new Error(`the ${name} item changed with each try`);
  }
}
