import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm, readNewPassword, type Terminal } from '../../../lib/users/terminal.ts';

/** A person who types each of the answers when they are asked the question before it. */
function setup(answers: readonly (readonly [question: string, keys: string])[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  // A prompt ends its output, which a process's own outlives.
  Object.assign(output, { isTTY: true, end: () => output });
  const open = [...answers];
  let shown = '';
  output.setEncoding('utf8').on('data', (text) => {
    shown += text;
    const [next] = open;
    if (next === undefined || !shown.includes(next[0])) return;
    open.shift();
    // A prompt listens to the keys once it has been drawn.
    setImmediate(() => input.write(next[1]));
  });
  // Of a terminal's own members only isTTY is read.
  const terminal = { input, output, errors: output } as unknown as Terminal;
  return { terminal, shown: () => shown };
}

describe('a new password at a terminal', () => {
  it('is asked for twice and never shown', async () => {
    const { terminal, shown } = setup([
      ['New password', 'Zebra-crossing 7\r'],
      ['Once more', 'Zebra-crossing 7\r'],
    ]);
    expect(await readNewPassword(terminal)).toBe('Zebra-crossing 7');
    expect(shown()).not.toContain('Zebra');
  });

  it('is refused where the two differ', async () => {
    const { terminal } = setup([
      ['New password', 'Zebra-crossing 7\r'],
      ['Once more', 'Zebra-crossing 8\r'],
    ]);
    await expect(readNewPassword(terminal)).rejects.toThrow('the two passwords differ');
  });

  it('is not taken where Ctrl-C answers', async () => {
    const { terminal } = setup([['New password', '\x03']]);
    await expect(readNewPassword(terminal)).rejects.toThrow('nothing was done');
  });
});

describe('a question before something is destroyed', () => {
  it('is answered by yes', async () => {
    const { terminal } = setup([['Remove ann', 'y\r']]);
    await expect(confirm('Remove ann for good?', terminal)).resolves.toBeUndefined();
  });

  it.each([
    ['no', 'n\r'],
    ['the return key alone', '\r'],
    ['Ctrl-C', '\x03'],
  ])('is not answered by %s', async (_, keys) => {
    const { terminal } = setup([['Remove ann', keys]]);
    await expect(confirm('Remove ann for good?', terminal)).rejects.toThrow('nothing was done');
  });
});
