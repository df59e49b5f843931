/** A stored password hash as read, within the limits of a check. */
export interface StoredHash {
  readonly scheme: 'argon2' | 'pbkdf2_sha256' | 'pbkdf2_sha1' | 'scrypt' | 'bcrypt' | 'digest';
  /**
   * PBKDF2's iterations add up, so they are one kind of cost. Memory-hard functions do not: twice the memory takes more
   * than twice the time, because less of it is in the processor's cache. For them, and for bcrypt, each set of
   * parameters is a kind of its own.
   */
  readonly kind: string;
  /** The work of two kinds cannot be compared. */
  readonly work: number;
  readonly isPassword: (password: Buffer) => Promise<boolean>;
  /** The same hash of other work, if the work of its kind adds up. */
  readonly withWork?: (work: number) => StoredHash;
}
