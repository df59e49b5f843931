/** A call as it arrived, and its result. */
export interface ReceivedCall {
  readonly at: number;
  /** The index of the origin that received it. */
  readonly host: number;
  readonly path: string;
  readonly nonce: string;
  /** The parameters as sent, repeats included; empty if the body was never read. */
  form: URLSearchParams;
  /** HTTP status and body `code` of the reply; undefined if none was begun. */
  status?: number;
  code?: number;
  /** True if the call was carried out, whatever the caller received. */
  effect: boolean;
  /** The fault that was played on it. */
  fault?: string | undefined;
}

/** Enough for any test; an emulator that runs for days must not fill the memory. */
const maxEntries = 100_000;

/** Appends to a log; drops its older half when it is full. */
export function appendTo<T>(log: T[], entry: T): void {
  log.push(entry);
  if (log.length > maxEntries) log.splice(0, maxEntries / 2);
}
