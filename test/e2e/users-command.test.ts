import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../support/temporary-folder.ts';
import { usersCommand } from '../support/users-command.ts';
import { setUpUsers, type UsersFixture } from '../support/users-fixture.ts';

describe('npm run users, beside a running service', () => {
  let fixture: UsersFixture;
  beforeEach(async () => {
    fixture = await setUpUsers();
  });
  afterEach(() => fixture.stop());

  it('adds a user, who then logs in', async () => {
    const added = await fixture.users('add ann --role teacher', 'Zebra-crossing 7\n');
    expect([added.exitCode, added.output]).toEqual([0, 'ann added as teacher\n']);
    expect(await fixture.login('ann', 'Zebra-crossing 7')).toBe('success');
    expect((await fixture.users('add ann', 'Zebra-crossing 7')).errors).toBe(
      'users: the user "ann" exists already\n',
    );
  });

  it.each([
    ['1234567', 'a password has at least 8 characters'],
    ['password1', 'this password is too common'],
    ['PassWord1', 'this password is too common'],
    ['x'.repeat(129), 'a password has 1 to 128 bytes of UTF-8'],
  ])('refuses the new password %j', async (password, reason) => {
    expect((await fixture.users('add ann', password)).errors).toBe(`users: ${reason}\n`);
    expect((await fixture.users('passwd student1', password)).errors).toBe(`users: ${reason}\n`);
    expect(await fixture.login('student1', '123456')).toBe('success');
  });

  it('takes a new password byte for byte', async () => {
    await fixture.users('add ann', '  blanks kept  \n');
    expect(await fixture.login('ann', '  blanks kept  ')).toBe('success');
    expect(await fixture.login('ann', 'blanks kept')).toBe('WRONG_CREDENTIALS');
  });

  it('looks for the name before it asks for a password', async () => {
    expect((await fixture.users('add student1', 'short')).errors).toBe(
      'users: the user "student1" exists already\n',
    );
  });

  it.each<[string, Buffer, string]>([
    [
      'UTF-16',
      Buffer.from('Zebra-crossing 7', 'utf16le'),
      'the piped password is not UTF-8; PowerShell may pipe UTF-16',
    ],
    [
      'GBK',
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0xc4, 0xe3, 0xba, 0xc3]),
      'the piped password is not UTF-8; PowerShell may pipe UTF-16',
    ],
    [
      'two lines',
      Buffer.from('Zebra-crossing 7\nZebra-crossing 7\n'),
      'more than one line was piped as the password',
    ],
  ])('refuses a password that is piped as %s', async (_what, input, reason) => {
    expect((await fixture.users('passwd student1', input)).errors).toBe(`users: ${reason}\n`);
    expect(await fixture.login('student1', '123456')).toBe('success');
  });

  it('changes a password: the old one is refused at the next call', async () => {
    expect(await fixture.login('student1', '123456')).toBe('success');
    await fixture.users('passwd student1', 'Zebra-crossing 7');
    expect(await fixture.login('student1', '123456')).toBe('WRONG_CREDENTIALS');
    expect(await fixture.login('student1', 'Zebra-crossing 7')).toBe('success');
  });

  it('disables and enables', async () => {
    expect(await fixture.login('student1', '123456')).toBe('success');
    expect((await fixture.users('disable student1')).output).toBe('student1 is disabled\n');
    expect(await fixture.login('student1', '123456')).toBe('ACCOUNT_DISABLED');
    expect((await fixture.users('enable student1')).output).toBe('student1 is enabled\n');
    expect(await fixture.login('student1', '123456')).toBe('success');
  });

  it('lists users, all or filtered', async () => {
    await fixture.users('disable student1');
    await fixture.users('role teacher1 admin');
    const names = async (args: string) =>
      JSON.parse((await fixture.users(`list --json ${args}`.trim())).output)
        .map(({ username }: { username: string }) => username)
        .sort();
    expect(await names('')).toEqual(['student1', 'teacher1']);
    expect(await names('--role admin')).toEqual(['teacher1']);
    expect(await names('--disabled')).toEqual(['student1']);
    expect(await names('--enabled')).toEqual(['teacher1']);
    expect((await fixture.users('list --disabled')).output).toBe('student1\tstudent\tdisabled\n');
    expect((await fixture.users('list --disabled --enabled')).errors).toBe(
      'users: --disabled and --enabled leave nobody\n',
    );
  });

  it('shows a user, and only the format of the password', async () => {
    const { output } = await fixture.users('show teacher1 --json');
    expect(JSON.parse(output)).toEqual({
      username: 'teacher1',
      role: 'teacher',
      isDisabled: false,
      rongCloudUserId: 'teacher1',
      createdAt: expect.any(String),
      passwordKeptAs: 'argon2id',
    });
    expect((await fixture.users('show teacher1')).output).toContain('role            teacher\n');
  });

  it('removes only after a confirmation', async () => {
    expect((await fixture.users('remove student1')).errors).toBe(
      'users: Remove student1 for good? No terminal: answer with --yes\n',
    );
    expect(await fixture.login('student1', '123456')).toBe('success');
    expect((await fixture.users('remove student1 --yes')).output).toBe('student1 removed\n');
    expect(await fixture.login('student1', '123456')).toBe('WRONG_CREDENTIALS');
  });

  it.each(['show', 'passwd', 'disable', 'enable', 'role', 'remove'])(
    '%s reports that the user does not exist',
    async (command) => {
      const args =
        command === 'role'
          ? 'role nobody admin'
          : command === 'remove'
            ? 'remove nobody --yes'
            : `${command} nobody`;
      expect((await fixture.users(args, 'Zebra-crossing 7')).errors).toBe(
        'users: there is no user "nobody"\n',
      );
    },
  );

  it('works on the same data while no service runs', async () => {
    await fixture.stop();
    expect((await fixture.users('role student1 admin')).output).toBe('student1 is now admin\n');
    await fixture.restart();
    expect((await fixture.users('list --role admin')).output).toBe('student1\tadmin\n');
  });
});

describe('the command line of npm run users', () => {
  it.each(['list --frobnicate', 'frobnicate', 'role student1 king', 'add', 'show a b'])(
    'refuses %j and points to the help',
    async (args) => {
      const { exitCode, errors } = await usersCommand({}, args.split(' '));
      expect(exitCode).toBe(1);
      expect(errors).toMatch(/^users: .+ \(see --help\)\n$/);
    },
  );
});

describe('npm run users, if there is no data yet', () => {
  it('names the command that creates it, and creates nothing itself', async () => {
    const dataDir = newFolder();
    const { errors } = await usersCommand({ DATA_DIR: dataDir }, ['list']);
    expect(errors).toBe('users: there is no local data yet; npm start creates it\n');
    expect(await readdir(dataDir)).toEqual([]);
  });
});
