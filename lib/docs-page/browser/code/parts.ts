import { type Call, entriesOf, requestOf } from '../request.ts';

/** A call in the parts of which every language makes its own code. */
export const partsOf = (call: Call) => ({
  ...call,
  entries: entriesOf(call),
  request: requestOf(call),
  /** Undefined for English, the default. */
  acceptLanguage: call.language === 'en' ? undefined : call.language,
});

export type CallParts = ReturnType<typeof partsOf>;

/** A literal of JavaScript, Python and Swift. */
export const literal = (text: string): string => JSON.stringify(text);

/** The lines that are given, without those that do not apply. */
export const lines = (...all: readonly (string | false)[]): string =>
  all.filter((line) => line !== false).join('\n');
