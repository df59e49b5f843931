export type Numbers = Readonly<Record<string, number>>;

/** An item of the table `attempts`: numbers by attribute name, and the attempts in progress. */
export interface AttemptItem {
  readonly numbers: Numbers;
  readonly inProgress: readonly string[];
}

/** A change of one item. If a condition fails, nothing is changed. */
export interface ItemChange {
  readonly key: string;
  readonly add?: Numbers;
  readonly set?: Numbers;
  readonly remove?: readonly string[];
  /** An attempt that begins. Not together with `leave`: an update may change a set only once. */
  readonly enter?: string;
  readonly leave?: readonly string[];
  readonly onlyIf?: readonly Condition[];
}

export type Condition =
  /** An absent attribute counts as lower than any value. */
  | { readonly attribute: string; readonly atMost: number }
  | { readonly attribute: string; readonly above: number }
  /** Fewer attempts than this are in progress. */
  | { readonly room: number }
  | { readonly isInProgress: string };

export interface AttemptStore {
  findAttempts(key: string, deadlineAt: number): Promise<AttemptItem>;
  /**
   * @returns whether the conditions held. After a lost reply the SDK's retry may fail its own conditions:
   * read the item if that matters.
   */
  changeAttempts(change: ItemChange, deadlineAt: number): Promise<boolean>;
}

export interface Account {
  readonly passwordHash: string;
  readonly isDisabled: boolean;
}

/** The reads and writes of a login; functions/dynamodb implements them. */
export interface LoginStore<T extends Account> extends AttemptStore {
  /** Undefined if no user has this name. A consistent read: a changed password counts from the next call on. */
  findUser(username: string, deadlineAt: number): Promise<T | undefined>;
  /** Replaces `from` by `to`. @returns whether `from` was still stored. */
  replacePasswordHash(
    username: string,
    hashes: { readonly from: string; readonly to: string },
    deadlineAt: number,
  ): Promise<boolean>;
  /** One dummy hash per imported cost: a wrong password has to cost them all. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}
