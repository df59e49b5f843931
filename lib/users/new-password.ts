import { dictionary } from '@zxcvbn-ts/language-common';
import { credentials } from '../../functions/contract/parameters.ts';
import { CommandError } from '../operator/command-line.ts';

/** NIST SP 800-63B's minimum for a password that a person chooses. */
const minCharacters = 8;

const common: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/**
 * Refuses what anybody would guess first. Upper and lower case make a common password no rarer.
 * @throws CommandError saying what is wrong with it.
 */
export function checkNewPassword(password: string): void {
  if ([...password].length < minCharacters) {
    throw new CommandError(`a password has at least ${minCharacters} characters`);
  }
  if (!credentials.password.schema.safeParse(password).success) {
    throw new CommandError(`a password has ${credentials.password.rule.en}`);
  }
  if (common.has(password.toLowerCase())) throw new CommandError('this password is too common');
}
