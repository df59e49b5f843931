import { EventEmitter } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { User } from '../../../functions/dynamodb/users.ts';
import { removeUser } from '../../../lib/users/account-commands.ts';
import type { UserDirectory } from '../../../lib/users/directory.ts';
import { importFile } from '../../../lib/users/import/import-command.ts';
import { listUsers } from '../../../lib/users/listing.ts';
import { readNewPassword } from '../../../lib/users/new-password.ts';
import { quoted, type Terminal } from '../../../lib/users/terminal.ts';
import { newFolder } from '../../support/temporary-folder.ts';

/** A person who types each answer after its question is shown. */
function setup(answers: readonly (readonly [question: string, keys: string])[] = []) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  Object.assign(output, { isTTY: true });
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
      ['New password: ', 'Zebra-crossing 7\r'],
      ['Once more: ', 'Zebra-crossing 8\r'],
      ['The two passwords differ.\n', ''],
      ['New password: ', 'Zebra-crossing 9\r'],
      ['Once more: ', 'Zebra-crossing 9\r'],
    ]);
    expect(await readNewPassword(terminal)).toBe('Zebra-crossing 9');
    expect(open).toEqual([]);
    expect(shown()).not.toContain('Zebra');
  });

  it.each(['\x03', '\x04'])('is not read if %j answers', async (keys) => {
    const { terminal, shown } = setup([['New password: ', keys]]);
    await expect(readNewPassword(terminal)).rejects.toThrow('nothing was done');
    expect(shown()).toBe('New password: \n');
  });
});

const user = (username: string, isDisabled = false): User => ({
  username,
  role: 'student',
  isDisabled,
  passwordHash: '$argon2id$',
  rongCloudUserId: username,
  createdAt: '2026-01-05T02:00:00.000Z',
});

describe('a question before an account is removed', () => {
  async function answer(keys: string) {
    const { terminal } = setup([['Remove ann for good? [y/N] ', keys]]);
    const removed: string[] = [];
    const directory = {
      find: async () => user('ann'),
      remove: async (name: string) => removed.push(name),
    } as unknown as UserDirectory;
    const ended = await removeUser({ directory, terminal }, 'ann', {}).catch((error: Error) => error.message);
    return [ended, removed];
  }

  it.each(['y\r', 'YES\r'])('accepts %j', async (keys) => {
    expect(await answer(keys)).toEqual([undefined, ['ann']]);
  });

  it.each(['n\r', '\r', 'yesterday\r', '\x03', '\x04'])('does not accept %j', async (keys) => {
    expect(await answer(keys)).toEqual(['nothing was done', []]);
  });
});

describe('a list of users at a terminal', () => {
  async function listed(users: readonly User[]) {
    const { terminal, shown } = setup();
    const directory = {
      list: async function* () {
        yield* users;
      },
    } as unknown as UserDirectory;
    await listUsers({ directory, terminal }, {});
    return shown();
  }

  it('is sorted by name, has a header and aligns wide characters', async () => {
    const users = [user('王老师', true), user('zoe'), user('Ann'), user('cafe\u0301 ａ😀')];
    expect(await listed(users)).toBe(
      [
        'username   role     state',
        'Ann        student',
        'cafe\u0301 ａ😀  student',
        'zoe        student',
        '王老师     student  disabled',
        '4 users\n',
      ].join('\n'),
    );
  });

  it('has more users than a function takes arguments', async () => {
    const users = Array.from({ length: 150_000 }, (_none, index) => user(`pupil${index}`));
    expect(await listed(users)).toMatch(/150000 users\n$/);
  });
});

describe('an import', () => {
  it('reports every thousandth account while it stores them', async () => {
    const file = join(newFolder(), 'users.csv');
    const hash = 'pbkdf2_sha256$10$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
    const rows = Array.from({ length: 2_500 }, (_none, index) => `pupil${index},${hash}\n`);
    await writeFile(file, `username,password\n${rows.join('')}`);
    const directory = {
      list: async function* () {},
      importedHashes: async () => [],
      noteImportedHash: async () => true,
      add: async () => true,
    } as unknown as UserDirectory;
    const { terminal, shown } = setup();
    const session = { directory, terminal: { ...terminal, signals: new EventEmitter() } };
    expect(await importFile(session, file, { model: 'auth.user' })).toBe(0);
    expect(shown()).toBe('1000 of 2500\n2000 of 2500\n2500 imported, 0 unchanged, 0 refused\n');
  });
});

describe('a name in a message', () => {
  it('cannot control the terminal or hide', () => {
    expect(quoted('a"\x1b[2J\u009b\u202e王')).toBe(String.raw`"a\"\u001b[2J\u{9b}\u{202e}王"`);
    expect(quoted('a\u2028b\u2029')).toBe(String.raw`"a\u{2028}b\u{2029}"`);
  });
});
