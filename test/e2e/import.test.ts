import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { djangoHash, passwordOf } from '../support/django-users.ts';
import { usersCommand } from '../support/users-command.ts';
import { argon2OfPasses, csv, setUpUsers, type UsersFixture } from '../support/users-fixture.ts';

async function hundredUsers() {
  const formats = Object.entries(djangoHash);
  const users = [];
  for (let number = 0; number < 100; number += 1) {
    const username = `pupil${number}`;
    const [format, hash] = formats[number % formats.length] ?? [];
    if (hash === undefined) throw new Error('no format');
    users.push({ username, format, password: await hash(passwordOf(username)) });
  }
  return users;
}

describe('the import of Django users', () => {
  let fixture: UsersFixture;
  beforeEach(async () => {
    fixture = await setUpUsers();
  });
  afterEach(() => fixture.stop());

  it('imports a hundred users of four formats, who log in, are upgraded and log in again', async () => {
    const users = await hundredUsers();
    const dump = users.map(({ username, password }, index) => ({
      model: 'auth.user',
      pk: index + 1,
      fields: { username, password, is_active: true, is_staff: index === 0, is_superuser: false },
    }));
    const file = await fixture.write('dump.json', JSON.stringify(dump));
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 0,
      output: '100 imported, 0 unchanged, 0 refused\n',
      errors: '',
    });

    const replies = new Set<unknown>();
    for (const { username } of users) replies.add(await fixture.login(username, passwordOf(username)));
    const hashes = await fixture.hashes();
    const kept = users.filter(
      ({ username }) => !hashes.get(username)?.startsWith('$argon2id$v=19$m=64,t=1,p=1$'),
    );
    expect(kept).toEqual([]);
    for (const { username } of users) replies.add(await fixture.login(username, passwordOf(username)));
    expect([...replies]).toEqual(['success']);

    // Run again, the import does not put the old hashes back.
    expect((await fixture.users(`import ${file}`)).output).toBe('0 imported, 100 unchanged, 0 refused\n');
    expect(await fixture.hashes()).toEqual(hashes);
  });

  it('names refused rows and imports the others', async () => {
    const good = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await fixture.write(
      'users.csv',
      [
        'username,password,is_active',
        ...[`ann,${good},1`, 'bob,!,1', `,${good},1`, `left,${good},0`, `王\u200b老师,${good},1`],
      ].join('\n'),
    );
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 1,
      output: '2 imported, 0 unchanged, 3 refused\n',
      errors: [
        'row 2 "bob" refused: Django has no usable password for this user\n',
        'row 3 refused: the username must be 1 to 150 characters, none of them a control character\n',
        'row 5 "王\\u{200b}老师" refused: the username must be without the invisible character U+200B\n',
      ].join(''),
    });
    expect(await fixture.login('ann', 'secret-1')).toBe('success');
    expect(await fixture.login('left', 'secret-1')).toBe('ACCOUNT_DISABLED');
    expect(await fixture.login('left', 'secret-2')).toBe('WRONG_CREDENTIALS');
  });

  it('imports the first of several rows with one username, and keeps an existing account', async () => {
    const [first, second] = [
      await djangoHash.pbkdf2_sha256('first-1'),
      await djangoHash.pbkdf2_sha256('second-1'),
    ];
    const file = await fixture.write(
      'twice.csv',
      `username,password\nann,${first}\nann,${second}\nstudent1,${first}\n`,
    );
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 1,
      output: '1 imported, 1 unchanged, 1 refused\n',
      errors: 'row 2 "ann" refused: row 1 has the same username\n',
    });
    expect((await fixture.hashes()).get('ann')).toBe(first);
    expect(await fixture.login('student1', '123456')).toBe('success');
  });

  it('names accounts that Django on MySQL treats as one', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await fixture.write(
      'case.csv',
      ['username,password', ...['Ann', 'ann', 'José', 'jose', 'bob'].map((name) => `${name},${hash}`)].join(
        '\n',
      ),
    );
    expect((await fixture.users(`import ${file}`)).errors).toBe(
      [
        'different accounts here, although they differ in case, accents or width only: "Ann", "ann"\n',
        'different accounts here, although they differ in case, accents or width only: "José", "jose"\n',
      ].join(''),
    );
  });

  it('keeps a RongCloud id, and never gives it to two accounts', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const row = (username: string, id: string) => `${username},${hash},${id}`;
    const file = await fixture.write(
      'ids.csv',
      [
        'username,password,rongcloud_id',
        row('ann', 'rc-1'),
        row('bob', 'rc-2'),
        row('cid', 'rc-2'),
        row('dan', 'teacher1'),
        row('eve', 'a b'),
      ].join('\n'),
    );
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 1,
      output: '1 imported, 0 unchanged, 4 refused\n',
      errors: [
        'row 2 "bob" refused: the RongCloud id rc-2 is that of "cid" too\n',
        'row 3 "cid" refused: the RongCloud id rc-2 is that of "bob" too\n',
        'row 4 "dan" refused: the RongCloud id teacher1 is that of "teacher1" too\n',
        'row 5 "eve" refused: RongCloud does not accept the rongcloud_id: it has 1 to 64 letters, digits and + = - _, not beginning with u=\n',
      ].join(''),
    });
    const shown = await fixture.users('show ann --json');
    expect(JSON.parse(shown.output).rongCloudUserId).toBe('rc-1');
  });

  it('shows the result with --dry-run, and stores nothing', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await fixture.write(
      'dry.csv',
      `username,password,is_staff,is_active\nann,${hash},1,1\nbob,${hash},0,0\ncid,,0,1\n`,
    );
    const before = await fixture.hashes();
    expect(await fixture.users(`import ${file} --dry-run`)).toEqual({
      exitCode: 1,
      output:
        'dry run, nothing stored: 2 would be imported (0 admin, 1 teacher, 1 student; 1 disabled), 0 unchanged, 1 refused\n',
      errors: 'row 3 "cid" refused: there is no password\n',
    });
    expect([await fixture.hashes(), await fixture.recordedCosts()]).toEqual([before, undefined]);
  });

  it('reports after Ctrl-C how many are stored; the same file imports the rest', async () => {
    const users = Object.fromEntries(
      await Promise.all(
        Array.from({ length: 200 }, async (_none, index) => [`pupil${index}`, argon2OfPasses(1)] as const),
      ),
    );
    const file = await fixture.write('many.csv', csv(users));
    const signals = new EventEmitter();
    const once = signals.once.bind(signals);
    // Sends the signal as soon as the command listens for it.
    signals.once = (name, listener) => {
      once(name, listener);
      if (name === 'SIGINT') queueMicrotask(() => signals.emit('SIGINT'));
      return signals;
    };
    const interrupted = await usersCommand({ DATA_DIR: fixture.dataDir }, ['import', file], { signals });
    expect([signals.listenerCount('SIGINT'), signals.listenerCount('SIGTERM')]).toEqual([0, 0]);
    expect(interrupted.exitCode).toBe(130);
    const [, stored = ''] =
      /^interrupted: (\d+) of 200 imported; import the same file again for the rest\n$/.exec(
        interrupted.errors,
      ) ?? [];
    expect(Number(stored)).toBeLessThan(200);
    expect((await fixture.users(`import ${file}`)).output).toBe(
      `${200 - Number(stored)} imported, ${stored} unchanged, 0 refused\n`,
    );
  });

  it.each<[string, string | undefined, RegExp]>([
    [
      'nothing.json',
      undefined,
      /^users: nothing is imported from \S+nothing\.json: it cannot be read: ENOENT.*\n$/,
    ],
    ['.', undefined, /: it is a directory\n$/],
    ['nobody.json', '[]', /: there are no users in it\n$/],
    [
      'dump.sql',
      '-- MySQL dump 10.13',
      /: it looks like SQL, .* manage\.py dumpdata auth\.user --output users\.json .*\n$/,
    ],
  ])('%s is refused in one line', async (name, content, message) => {
    const path = content === undefined ? join(fixture.dataDir, name) : await fixture.write(name, content);
    expect(await fixture.users(`import ${path}`)).toEqual({
      exitCode: 1,
      output: '',
      errors: expect.stringMatching(message),
    });
  });

  it('never gives a new user the RongCloud id of an imported account', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await fixture.write('id.csv', `username,password,rongcloud_id\nann,${hash},1234\n`);
    await fixture.users(`import ${file}`);
    expect((await fixture.users('add 1234')).errors).toBe(
      'users: the RongCloud id 1234 belongs to the user "ann"\n',
    );
  });
});
