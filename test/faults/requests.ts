/** What callers ask and hear: the words in which the model and the harness talk of the service. */

export type Command = 'create' | 'join' | 'query' | 'destroy';

export interface Request {
  readonly command: Command;
  readonly user: string;
  /** Of a create: what makes it the same as another. */
  readonly course?: string;
  /** Of the others. */
  readonly id?: number;
}

export interface Answer {
  /** `OK` or a failure's code. */
  readonly code: string;
  readonly id?: number;
}

/** Failures after which a caller tries again; what was asked for may have happened or not. */
export const transientCodes: readonly string[] = [
  'UNAVAILABLE',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_BUSY',
  'UPSTREAM_REJECTED',
  'TOO_MANY_ATTEMPTS',
];
