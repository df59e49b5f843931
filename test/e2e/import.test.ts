import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { djangoHash, passwordOf } from '../support/django-users.ts';
import { usersCommand } from '../support/users-command.ts';
import { startLocalWorld } from '../support/world.ts';

/** Django's spelling of Argon2id hashes that cost differently and match nothing. */
const argon2OfPasses = (passes: number) =>
  `argon2$argon2id$v=19$m=8,t=${passes},p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA`;

const csv = (passwords: Readonly<Record<string, string>>) =>
  [
    'username,password',
    ...Object.entries(passwords).map(([username, password]) => `${username},"${password}"`),
  ].join('\n');

/** A running service on a data folder, and the admin command beside it. */
async function setup(variables: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  const dataPath = await prepareDataFolder(dataDir, false);
  const world = await startLocalWorld({
    dataPath,
    passwordCost: cheapPasswordCost,
    runsSchedules: false,
    variables,
  });
  const { environment } = world.service.runtime;
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const noteItem = { TableName: localTableName('attempts'), Key: { attempt: 'imported-hashes' } };
  return {
    ...world,
    dataDir,
    users: (...args: string[]) => usersCommand({ DATA_DIR: dataDir }, args),
    write: async (name: string, content: string) => {
      const path = join(dataDir, name);
      await writeFile(path, content);
      return path;
    },
    hashes: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: localTableName('users') }));
      return new Map(Items.map(({ username, passwordHash }) => [String(username), String(passwordHash)]));
    },
    note: async () => (await client.send(new GetCommand(noteItem))).Item,
    loseNote: () => client.send(new DeleteCommand(noteItem)),
    login: async (username: string, password: string) => {
      const body = new URLSearchParams({ username, password, id: '1' });
      return (await world.call('/im/chatroom_query/', { method: 'POST', body })).status;
    },
    end: async () => {
      client.destroy();
      await world.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function thousandUsers() {
  const formats = Object.entries(djangoHash);
  const users = [];
  for (let number = 0; number < 1_000; number += 1) {
    const username = `pupil${number}`;
    const [format, hash] = formats[number % formats.length] ?? [];
    if (hash === undefined) throw new Error('no format');
    users.push({ username, format, password: await hash(passwordOf(username)) });
  }
  return users;
}

describe('a school brings its Django users along', () => {
  let school: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    school = await setup();
  });
  afterEach(() => school.end());

  it('a thousand in four formats log in, are upgraded, and log in again', async () => {
    const users = await thousandUsers();
    const dump = users.map(({ username, password }, index) => ({
      model: 'auth.user',
      pk: index + 1,
      fields: { username, password, is_active: true, is_staff: index === 0, is_superuser: false },
    }));
    const file = await school.write('dump.json', JSON.stringify(dump));
    expect(await school.users('import', file)).toEqual({
      exitCode: 0,
      output: '1000 imported, 0 unchanged, 0 refused\n',
      errors: '',
      thrown: undefined,
    });

    const statuses = new Set<number>();
    for (const { username } of users) statuses.add(await school.login(username, passwordOf(username)));
    const hashes = await school.hashes();
    const kept = users.filter(
      ({ username }) => !hashes.get(username)?.startsWith('$argon2id$v=19$m=64,t=1,p=1$'),
    );
    expect(kept).toEqual([]);
    for (const { username } of users) statuses.add(await school.login(username, passwordOf(username)));
    expect([...statuses]).toEqual([200]);

    // Run again, the import does not put the old hashes back.
    expect((await school.users('import', file)).output).toBe('0 imported, 1000 unchanged, 0 refused\n');
    expect(await school.hashes()).toEqual(hashes);
  }, 240_000);

  it('rows that cannot be taken over are named, and the rest goes on', async () => {
    const good = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await school.write(
      'users.csv',
      [
        'username,password,is_active',
        `ann,${good},1`,
        'bob,!,1',
        `,${good},1`,
        `left,${good},0`,
        'short',
      ].join('\n'),
    );
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '2 imported, 0 unchanged, 3 refused\n',
      errors: [
        'row 2 refused: Django holds no usable password for this user\n',
        'row 3 refused: the username must be 1 to 150 characters, none of them a control character\n',
        'row 5 refused: there is no password\n',
      ].join(''),
      thrown: undefined,
    });
    expect(await school.login('ann', 'secret-1')).toBe(200);
    expect(await school.login('left', 'secret-1')).toBe(403);
    expect(await school.login('left', 'secret-2')).toBe(401);
  });

  it('what wrong passwords have to cost is noted, and what earlier files noted stays', async () => {
    const pbkdf2 = (iterations: number) =>
      `pbkdf2_sha256$${iterations}$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=`;
    const first = await school.write('1.csv', csv({ a: argon2OfPasses(1), b: pbkdf2(10), c: pbkdf2(20) }));
    const second = await school.write('2.csv', csv({ d: argon2OfPasses(2), e: pbkdf2(15) }));
    const note = {
      attempt: 'imported-hashes',
      'argon2id m=8,t=1,p=1': argon2OfPasses(1),
      'argon2id m=8,t=1,p=1_work': 1,
      'argon2id m=8,t=2,p=1': argon2OfPasses(2),
      'argon2id m=8,t=2,p=1_work': 1,
      pbkdf2_sha256: pbkdf2(20),
      pbkdf2_sha256_work: 20,
    };
    for (const file of [first, second]) expect((await school.users('import', file)).exitCode).toBe(0);
    expect(await school.note()).toEqual(note);

    // A note that was lost comes back with the files, though all users are there already.
    await school.loseNote();
    for (const file of [second, first]) {
      expect((await school.users('import', file)).output).toMatch(/^0 imported, \d unchanged, 0 refused\n$/);
    }
    expect(await school.note()).toEqual(note);
  });

  it('a file cannot make every failed login as dear as it likes', async () => {
    const passwords = Object.fromEntries(
      [1, 2, 2, 3, 4, 5].map((passes, index) => [`pupil${index}`, argon2OfPasses(passes)]),
    );
    const file = await school.write('hostile.csv', csv(passwords));
    const refusal = (row: number, cost: string) =>
      `row ${row} refused: the password's cost (${cost}) is one too many: 3 of a scheme are taken over, as every failed login computes them all\n`;
    const refused = refusal(5, 'argon2id m=8,t=4,p=1') + refusal(6, 'argon2id m=8,t=5,p=1');
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '4 imported, 0 unchanged, 2 refused\n',
      errors: refused,
      thrown: undefined,
    });
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '0 imported, 4 unchanged, 2 refused\n',
      errors: refused,
      thrown: undefined,
    });
    const another = await school.write(
      'another.csv',
      csv({ x: argon2OfPasses(6), y: argon2OfPasses(3), z: await djangoHash.scrypt('secret-1') }),
    );
    expect(await school.users('import', another)).toMatchObject({
      output: '2 imported, 0 unchanged, 1 refused\n',
      errors: refusal(1, 'argon2id m=8,t=6,p=1'),
    });
  });

  it.each([
    ['nothing.json', undefined, /nothing\.json cannot be read: ENOENT/],
    [
      'nobody.json',
      '[]',
      /^there are no users in .*nobody\.json: .* auth\.user \(--model\).* auth_user \(--table\)$/,
    ],
    ['nobody.csv', '', /^there are no users in /],
    ['object.json', '{"model": "auth.user"}', /the file is no sound JSON/],
    ['broken.json', '[{"model": "auth.user", "fields": {"username": "a"', /the file is no sound JSON/],
    ['other.json', '[{"name": "a"}]', /the file is JSON, and not as manage.py dumpdata writes it/],
    [
      'no-header.csv',
      'ann,secret\n',
      /the file's first line names no column username and no column password/,
    ],
    ['broken.csv', 'username,password\n"ann,secret\n', /the file is no sound CSV/],
  ])('%s is refused as a whole', async (name, content, message) => {
    const path = content === undefined ? join(school.dataDir, name) : await school.write(name, content);
    expect((await school.users('import', path)).thrown).toMatch(message);
  });
});

describe('a school whose Django still had plain digests', () => {
  /** As Django writes it: MD5 of the salt and the password. */
  const weak = `md5$salt$${createHash('md5').update('saltsecret-1').digest('hex')}`;

  it.each([
    ['refuse', 401, 'md5$salt$'],
    ['accept', 200, '$argon2id$v=19$m='],
  ])('with WEAK_DIGESTS=%s is answered %i, and keeps %s', async (setting, status, kept) => {
    const school = await setup({ WEAK_DIGESTS: setting });
    try {
      const file = await school.write('old.csv', csv({ ann: weak }));
      expect((await school.users('import', file)).output).toBe('0 imported, 0 unchanged, 1 refused\n');
      expect((await school.users('import', file, '--weak-digests')).output).toBe(
        '1 imported, 0 unchanged, 0 refused\n',
      );
      expect(await school.note()).toBeUndefined();
      expect(await school.login('ann', 'secret-2')).toBe(401);
      expect(await school.login('ann', 'secret-1')).toBe(status);
      expect((await school.hashes()).get('ann')?.slice(0, kept.length)).toBe(kept);
    } finally {
      await school.end();
    }
  });
});
