import { type Call, type CallRequest, requestOf, type Way } from '../request.ts';

/** A call in the parts of which every language makes its own code. */
export interface CallParts extends CallRequest {
  readonly way: Way;
  readonly username: string;
  readonly password: string;
  /** The fields of the body, the credentials among them unless the way is Basic. */
  readonly entries: readonly (readonly [name: string, value: string])[];
  /** Undefined for English, the default. */
  readonly acceptLanguage: string | undefined;
}

export function partsOf(call: Call): CallParts {
  const { way, username, password, fields, language } = call;
  const sent = way === 'basic' ? fields : { username, password, ...fields };
  return {
    ...requestOf(call),
    way,
    username,
    password,
    entries: Object.entries(sent),
    acceptLanguage: language === 'en' ? undefined : language,
  };
}

/** A literal of JavaScript, Python and Swift. */
export const literal = (text: string): string => JSON.stringify(text);

/** The lines that are given, without those that do not apply. */
export const lines = (...all: readonly (string | false | undefined)[]): string =>
  all.filter((line): line is string => typeof line === 'string').join('\n');
