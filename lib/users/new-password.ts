import { buffer } from 'node:stream/consumers';
import { credentials } from '../../functions/contract/parameters.ts';
import { CommandError } from '../operator/command-line.ts';
import { decodeText } from './decode-text.ts';
import { ask, type Terminal } from './terminal.ts';

/** NIST SP 800-63B's minimum for a password that a person chooses. */
const minCharacters = 8;

async function readPiped(input: NodeJS.ReadStream): Promise<string> {
  const password = decodeText(await buffer(input))?.replace(/\r?\n$/, '');
  if (password === undefined) {
    throw new CommandError('the piped password is not UTF-8; PowerShell may pipe UTF-16');
  }
  if (/[\r\n]/.test(password)) throw new CommandError('more than one line was piped as the password');
  return password;
}

/** Asks twice without echo, until both answers are equal. */
async function askTwice(terminal: Terminal): Promise<string> {
  for (;;) {
    const password = await ask('New password: ', terminal, true);
    if (password === (await ask('Once more: ', terminal, true))) return password;
    terminal.output.write('The two passwords differ.\n');
  }
}

/**
 * A new password: asked for at a terminal, or else the whole of standard input.
 * @throws CommandError if the password is refused.
 */
export async function readNewPassword(terminal: Terminal): Promise<string> {
  const password = terminal.input.isTTY ? await askTwice(terminal) : await readPiped(terminal.input);
  if ([...password].length < minCharacters) {
    throw new CommandError(`a password has at least ${minCharacters} characters`);
  }
  if (!credentials.password.schema.safeParse(password).success) {
    throw new CommandError(`a password has ${credentials.password.rule.en}`);
  }
  // Loaded only when needed: the list is long.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  if (dictionary['passwords-common'].includes(password.toLowerCase())) {
    throw new CommandError('this password is too common');
  }
  return password;
}
