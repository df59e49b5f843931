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

export interface AttemptRecords {
  /** Undefined where nothing has been counted. */
  findCounter(key: string, deadlineAt: number): Promise<AttemptCounter | undefined>;
  /** @returns whether the conditions held; where they did not, nothing was changed. */
  count(change: CounterChange, deadlineAt: number): Promise<boolean>;
}

/** What a login needs to know of an account. */
export interface Account {
  readonly passwordHash: string;
  readonly isDisabled: boolean;
}

/** What a login reads and writes: credentials/ asks for it, store/ has it, and neither knows the other. */
export interface LoginRecords<T extends Account> extends AttemptRecords {
  /** Undefined where nobody has this name. Consistent: a changed password counts from the next call on. */
  findUser(username: string, deadlineAt: number): Promise<T | undefined>;
  /** Puts `to` in the place of `from`. @returns whether `from` was still there. */
  replacePasswordHash(
    username: string,
    hashes: { readonly from: string; readonly to: string },
    deadlineAt: number,
  ): Promise<boolean>;
  /** A hash of each cost that was imported: a wrong password has to cost those as well. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}
