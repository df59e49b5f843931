import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { User } from '../../../functions/dynamodb/users.ts';
import { systemClock } from '../../../functions/platform/deps.ts';
import type { UserDirectory } from '../../../lib/users/directory.ts';
import { listUsers } from '../../../lib/users/listing.ts';
import { readNewPassword } from '../../../lib/users/new-password.ts';
import { confirm, quoted, type Session, type Terminal } from '../../../lib/users/session.ts';

/** A person who types each answer after its question is shown. */
function setup(answers: readonly (readonly [question: string, keys: string])[] = []) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  // A prompt ends its output; a process's own output stays open.
  Object.assign(output, { isTTY: true, end: () => output });
  const open = [...answers];
  let shown = '';
  let answered = 0;
  output.setEncoding('utf8').on('data', (text) => {
    shown += text;
    const [next] = open;
    const at = next === undefined ? -1 : shown.indexOf(next[0], answered);
    if (next === undefined || at === -1) return;
    open.shift();
    answered = at + next[0].length;
    // A prompt listens to the keys once it has been drawn.
    setImmediate(() => input.write(next[1]));
  });
  // Of a terminal's own members only isTTY is read.
  const terminal = { input, output, errors: output } as unknown as Terminal;
  return { terminal, shown: () => shown, open };
}

describe('a new password at a terminal', () => {
  it('is asked for twice, again if the two differ, and never shown', async () => {
    const { terminal, shown, open } = setup([
      ['New password', 'Zebra-crossing 7\r'],
      ['Once more', 'Zebra-crossing 8\r'],
      ['The two passwords differ.\n', ''],
      ['New password', 'Zebra-crossing 9\r'],
      ['Once more', 'Zebra-crossing 9\r'],
    ]);
    expect(await readNewPassword(terminal)).toBe('Zebra-crossing 9');
    expect(open).toEqual([]);
    expect(shown()).not.toContain('Zebra');
  });

  it('is not read if Ctrl-C answers', async () => {
    const { terminal } = setup([['New password', '\x03']]);
    await expect(readNewPassword(terminal)).rejects.toThrow('nothing was done');
  });
});

describe('a question before an account is removed', () => {
  it('accepts yes', async () => {
    const { terminal } = setup([['Remove ann', 'y\r']]);
    await expect(confirm('Remove ann for good?', terminal)).resolves.toBeUndefined();
  });

  it.each(['n\r', '\r', '\x03'])('does not accept %j', async (keys) => {
    const { terminal } = setup([['Remove ann', keys]]);
    await expect(confirm('Remove ann for good?', terminal)).rejects.toThrow('nothing was done');
  });
});

describe('a list of users at a terminal', () => {
  it('is sorted by name, one line each', async () => {
    const user = (username: string, isDisabled = false): User => ({
      username,
      role: 'student',
      isDisabled,
      passwordHash: '$argon2id$',
      rongCloudUserId: username,
      createdAt: '2026-01-05T02:00:00.000Z',
    });
    const users = [user('王老师', true), user('zoe'), user('Ann'), user('cafe\u0301 ａ😀')];
    const { terminal, shown } = setup();
    const directory = {
      list: async function* () {
        yield* users;
      },
    } as unknown as UserDirectory;
    const deps = { environment: {}, randomBytes: Buffer.alloc, clock: systemClock, output: () => {} };
    const session: Session = { directory, terminal, deps, signals: new EventEmitter() };
    await listUsers(session, {});
    expect(shown()).toBe(
      'Ann\tstudent\ncafe\u0301 ａ😀\tstudent\nzoe\tstudent\n王老师\tstudent\tdisabled\n4 users\n',
    );
  });
});

describe('a name in a message', () => {
  it('cannot control the terminal or hide', () => {
    expect(quoted('a"\x1b[2J\u009b\u202e王')).toBe(String.raw`"a\"\u001b[2J\u{9b}\u{202e}王"`);
  });
});
