/**
 * A counter of failed attempts as it is stored: numbers by their attribute names. What they mean is the throttle's
 * business (credentials/attempt-counter.ts), how they are kept the store's.
 */
export type AttemptCounter = Readonly<Record<string, number>>;

/** A change of one counter's attributes and the conditions on which it is made. */
export interface CounterChange {
  readonly key: string;
  readonly add?: AttemptCounter;
  readonly set?: AttemptCounter;
  readonly remove?: readonly string[];
  /** All must hold. An attribute that is not there is below anything, and equals undefined. */
  readonly onlyIf?: readonly CounterCondition[];
}

export type CounterCondition =
  | { readonly attribute: string; readonly below: number }
  | { readonly attribute: string; readonly equals: number | undefined };
