import type { Condition, ItemChange, Numbers } from './login-store.ts';

/**
 * A token bucket: `size` tokens, one of which comes back every `refillMs`. It is stored as one number, the time in
 * milliseconds since the epoch at which it is full again. A bucket that is not stored is full.
 */
export interface LimitBucket {
  readonly attribute: string;
  readonly size: number;
  readonly refillMs: number;
}

const fullAtOf = ({ attribute }: LimitBucket, numbers: Numbers, now: number) =>
  Math.max(numbers[attribute] ?? 0, now);

export const isFull = (bucket: LimitBucket, numbers: Numbers, now: number) =>
  fullAtOf(bucket, numbers, now) === now;

export const tokensIn = (bucket: LimitBucket, numbers: Numbers, now: number) =>
  Math.max(0, bucket.size - Math.ceil((fullAtOf(bucket, numbers, now) - now) / bucket.refillMs));

/** Milliseconds until the bucket has a token; 0 if it has one now. */
export const msUntilToken = (bucket: LimitBucket, numbers: Numbers, now: number) =>
  Math.max(0, fullAtOf(bucket, numbers, now) - (bucket.size - 1) * bucket.refillMs - now);

type Take = Pick<ItemChange, 'add' | 'set' | 'onlyIf'>;

/** An empty bucket stays empty: its next token comes after `refillMs`. */
function takeOne(bucket: LimitBucket, numbers: Numbers, now: number): Take {
  const { attribute, size, refillMs } = bucket;
  const fullAt = fullAtOf(bucket, numbers, now);
  if (fullAt === now) {
    return { set: { [attribute]: now + refillMs }, onlyIf: [{ attribute, atMost: now }] };
  }
  const emptyFullAt = now + size * refillMs;
  if (fullAt + refillMs > emptyFullAt) return { set: { [attribute]: emptyFullAt } };
  // ADD, so that failures at the same moment need no retry.
  return {
    add: { [attribute]: refillMs },
    onlyIf: [
      { attribute, above: now },
      { attribute, atMost: emptyFullAt - refillMs },
    ],
  };
}

/** Takes one token from each bucket of an item. The change fails if a token was taken since the item was read. */
export function takeTokens(buckets: readonly LimitBucket[], numbers: Numbers, now: number) {
  const takes = buckets.map((bucket) => takeOne(bucket, numbers, now));
  return {
    add: Object.assign({}, ...takes.map(({ add }) => add)) as Numbers,
    set: Object.assign({}, ...takes.map(({ set }) => set)) as Numbers,
    onlyIf: takes.flatMap(({ onlyIf = [] }) => onlyIf),
  };
}

/** Holds while no token has been taken since the numbers were read. */
export const untouched = (bucket: LimitBucket, numbers: Numbers, now: number): Condition => ({
  attribute: bucket.attribute,
  atMost: fullAtOf(bucket, numbers, now),
});
