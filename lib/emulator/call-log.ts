/** One call as it arrived, and what became of it. */
export interface ReceivedCall {
  readonly at: number;
  /** Which of the emulator's origins took it, from 0. */
  readonly host: number;
  readonly path: string;
  readonly nonce: string;
  readonly timestamp: string;
  readonly requestId: string | undefined;
  /** The parameters as sent, repeats included; empty where the body was never read. */
  readonly form: URLSearchParams;
  /** HTTP status and body `code` of the reply; undefined where none was begun. */
  readonly status: number | undefined;
  readonly code: number | undefined;
  /** Whether the call was carried out, whatever the caller was told. */
  readonly effect: boolean;
  /** The fault that was played on it. */
  readonly fault: string | undefined;
}

/** The log's own entries, filled in while a call is dealt with. */
export type OpenCall = { -readonly [Name in keyof ReceivedCall]: ReceivedCall[Name] };
