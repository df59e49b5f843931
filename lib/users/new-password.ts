import { buffer } from 'node:stream/consumers';
import { credentials } from '../../functions/contract/parameters.ts';
import { CommandError } from '../operator/command-line.ts';
import { answerTo, type Terminal } from './session.ts';

/** NIST SP 800-63B's minimum for a password that a person chooses. */
const minCharacters = 8;

/** PowerShell pipes text in the encoding of $OutputEncoding, which may be UTF-16 or begin with a mark. */
function decodePiped(bytes: Buffer): string {
  if (bytes.includes(0)) throw new CommandError('the piped password is UTF-16 or has a NUL; pipe UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CommandError('the piped password is not UTF-8', error);
  }
}

async function readPiped(input: NodeJS.ReadStream): Promise<string> {
  const password = decodePiped(await buffer(input)).replace(/\r?\n$/, '');
  if (/[\r\n]/.test(password)) throw new CommandError('more than one line was piped as the password');
  return password;
}

/** Asks twice without echo, until both answers are equal. */
async function ask({ input, output }: Terminal): Promise<string> {
  const { default: askPassword } = await import('@inquirer/password');
  const answer = (message: string) => answerTo(askPassword({ message, mask: false }, { input, output }));
  for (;;) {
    const password = await answer('New password');
    if (password === (await answer('Once more'))) return password;
    output.write('The two passwords differ.\n');
  }
}

/** Refuses the most common passwords, in upper and lower case. */
async function check(password: string): Promise<void> {
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
}

/**
 * A new password: asked for at a terminal, or else the whole of standard input.
 * @throws CommandError if the password is refused.
 */
export async function readNewPassword(terminal: Terminal): Promise<string> {
  const password = terminal.input.isTTY ? await ask(terminal) : await readPiped(terminal.input);
  await check(password);
  return password;
}
