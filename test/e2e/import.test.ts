import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { createTables, localTableName } from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { djangoHash, passwordOf } from '../support/django-users.ts';
import { usersCommand } from '../support/users-command.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';
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

describe('a school brings its Django users along', () => {
  let school: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    school = await setup();
  });
  afterEach(() => school.end());

  it('a hundred in four formats log in, are upgraded, and log in again', async () => {
    const users = await hundredUsers();
    const dump = users.map(({ username, password }, index) => ({
      model: 'auth.user',
      pk: index + 1,
      fields: { username, password, is_active: true, is_staff: index === 0, is_superuser: false },
    }));
    const file = await school.write('dump.json', JSON.stringify(dump));
    expect(await school.users('import', file)).toEqual({
      exitCode: 0,
      output: '100 imported, 0 unchanged, 0 refused\n',
      errors: '',
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
    expect((await school.users('import', file)).output).toBe('0 imported, 100 unchanged, 0 refused\n');
    expect(await school.hashes()).toEqual(hashes);
  });

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
        'row 2 "bob" refused: Django holds no usable password for this user\n',
        'row 3 refused: the username must be 1 to 150 characters, none of them a control character\n',
        'row 5 "short" refused: it has 1 cells, and the first line names 3 columns\n',
      ].join(''),
    });
    expect(await school.login('ann', 'secret-1')).toBe(200);
    expect(await school.login('left', 'secret-1')).toBe(403);
    expect(await school.login('left', 'secret-2')).toBe(401);
  });

  it('JSONL is read, from standard input too', async () => {
    const line = async (username: string) =>
      JSON.stringify({
        model: 'auth.user',
        pk: 1,
        fields: { username, password: await djangoHash.pbkdf2_sha256('x-1') },
      });
    const input = `${await line('ann')}\n\n${await line('bob')}\n`;
    expect(await usersCommand({ DATA_DIR: school.dataDir }, ['import', '-'], { input })).toMatchObject({
      exitCode: 0,
      output: '2 imported, 0 unchanged, 0 refused\n',
    });
  });

  it('a row that an unquoted comma shifts is refused by its number, and gives nobody other rights', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await school.write(
      'shifted.csv',
      `first_name,username,password,is_superuser\nAnn, 1,ann,${hash},0\nBob,bob,${hash},0\n`,
    );
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '1 imported, 0 unchanged, 1 refused\n',
      errors: expect.stringMatching(
        /^row 1 .*refused: it has 5 cells, and the first line names 4 columns\n$/,
      ),
    });
    expect([...(await school.hashes()).keys()]).not.toContain('ann');
  });

  it('the first of several rows with one username counts, and an existing account stays', async () => {
    const [first, second] = [
      await djangoHash.pbkdf2_sha256('first-1'),
      await djangoHash.pbkdf2_sha256('second-1'),
    ];
    const file = await school.write(
      'twice.csv',
      `username,password\nann,${first}\nann,${second}\nstudent1,${first}\n`,
    );
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '1 imported, 1 unchanged, 1 refused\n',
      errors: 'row 2 "ann" refused: row 1 has this username\n',
    });
    expect((await school.hashes()).get('ann')).toBe(first);
    expect(await school.login('student1', '123456')).toBe(200);
  });

  it('names that differ in case only are named, because Django on MySQL takes them for one', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await school.write('case.csv', `username,password\nAnn,${hash}\nann,${hash}\n`);
    expect((await school.users('import', file)).errors).toBe(
      'different accounts here, although they differ in case or width only: "Ann", "ann"\n',
    );
  });

  it('a RongCloud id that exists already is kept, and never shared by two accounts', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const row = (username: string, id: string) => `${username},${hash},${id}`;
    const file = await school.write(
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
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '1 imported, 0 unchanged, 4 refused\n',
      errors: [
        'row 2 "bob" refused: row 3 has the RongCloud id rc-2 too\n',
        'row 3 "cid" refused: row 2 has the RongCloud id rc-2 too\n',
        'row 4 "dan" refused: the RongCloud id teacher1 belongs to "teacher1"\n',
        'row 5 "eve" refused: rongcloud_id is none that RongCloud accepts: 1 to 64 letters, digits and + = - _, not beginning with u=\n',
      ].join(''),
    });
    const shown = await school.users('show', 'ann', '--json');
    expect(JSON.parse(shown.output).rongCloudUserId).toBe('rc-1');
  });

  it('--dry-run shows what would happen and stores nothing', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await school.write(
      'dry.csv',
      `username,password,is_staff,is_active\nann,${hash},1,1\nbob,${hash},0,0\ncid,,0,1\n`,
    );
    const before = await school.hashes();
    expect(await school.users('import', file, '--dry-run')).toEqual({
      exitCode: 1,
      output:
        'dry run, nothing stored: 2 would be imported (0 admin, 1 teacher, 1 student; 1 disabled), 0 unchanged, 1 refused\n',
      errors: 'row 3 "cid" refused: there is no password\n',
    });
    expect([await school.hashes(), await school.note()]).toEqual([before, undefined]);
  });

  it('Ctrl-C says how many were stored, and the same file imports the rest', async () => {
    const users = Object.fromEntries(
      await Promise.all(
        Array.from({ length: 200 }, async (_none, index) => [`pupil${index}`, argon2OfPasses(1)] as const),
      ),
    );
    const file = await school.write('many.csv', csv(users));
    const signals = new EventEmitter();
    const once = signals.once.bind(signals);
    // As soon as the command listens for the signal, it comes.
    signals.once = (name, listener) => {
      once(name, listener);
      if (name === 'SIGINT') queueMicrotask(() => signals.emit('SIGINT'));
      return signals;
    };
    const interrupted = await usersCommand({ DATA_DIR: school.dataDir }, ['import', file], { signals });
    expect(interrupted.exitCode).toBe(130);
    const [, stored = ''] =
      /^interrupted: (\d+) of 200 imported; import the same file again for the rest\n$/.exec(
        interrupted.errors,
      ) ?? [];
    expect(Number(stored)).toBeLessThan(200);
    expect((await school.users('import', file)).output).toBe(
      `${200 - Number(stored)} imported, ${stored} unchanged, 0 refused\n`,
    );
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
    const refusal = (row: number, name: string, cost: string) =>
      `row ${row} "${name}" refused: the password's cost (${cost}) is one too many: 3 of a scheme are imported, as every failed login computes them all\n`;
    const refused =
      refusal(5, 'pupil4', 'argon2id m=8,t=4,p=1') + refusal(6, 'pupil5', 'argon2id m=8,t=5,p=1');
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '4 imported, 0 unchanged, 2 refused\n',
      errors: refused,
    });
    expect(await school.users('import', file)).toEqual({
      exitCode: 1,
      output: '0 imported, 4 unchanged, 2 refused\n',
      errors: refused,
    });
    const another = await school.write(
      'another.csv',
      csv({ x: argon2OfPasses(6), y: argon2OfPasses(3), z: await djangoHash.scrypt('secret-1') }),
    );
    expect(await school.users('import', another)).toMatchObject({
      output: '2 imported, 0 unchanged, 1 refused\n',
      errors: refusal(1, 'x', 'argon2id m=8,t=6,p=1'),
    });
  });

  it.each<[string, string | undefined, RegExp]>([
    [
      'nothing.json',
      undefined,
      /^users: nothing is imported from \S+nothing\.json: it cannot be read: ENOENT.*\n$/,
    ],
    ['.', undefined, /: it is a directory\n$/],
    ['nobody.json', '[]', /: there are no users in it\n$/],
    ['dump.sql', '-- MySQL dump 10.13', /: it is neither JSON of dumpdata nor CSV .*\n$/],
  ])('%s is refused in one line', async (name, content, message) => {
    const path = content === undefined ? join(school.dataDir, name) : await school.write(name, content);
    expect(await school.users('import', path)).toEqual({
      exitCode: 1,
      output: '',
      errors: expect.stringMatching(message),
    });
  });

  it('a new user never gets the RongCloud id that an import gave to somebody else', async () => {
    const hash = await djangoHash.pbkdf2_sha256('secret-1');
    const file = await school.write('id.csv', `username,password,rongcloud_id\nann,${hash},1234\n`);
    await school.users('import', file);
    const refusal = 'the RongCloud id 1234 belongs to';
    expect((await school.users('add', '1234')).errors).toBe(`users: ${refusal} the user "ann"\n`);
    const other = await school.write('other.csv', csv({ 1234: hash }));
    expect((await school.users('import', other)).errors).toBe(`row 1 "1234" refused: ${refusal} "ann"\n`);
  });
});

describe('an import into a DynamoDB that refuses', () => {
  /** Tables without a service; `refuses` is given each operation and how often it was called before. */
  async function run(refuses: (operation: string, before: number) => boolean) {
    const database = await watchedDynamoDb();
    await createTables(database.connection);
    const seen: string[] = [];
    database.refuse(({ operation }) => {
      const before = seen.filter((one) => one === operation).length;
      seen.push(operation);
      return refuses(operation, before);
    });
    const input = csv(
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`u${i}`, argon2OfPasses(1)])),
    );
    const environment = {
      DYNAMODB_ENDPOINT: database.connection.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const ended = await usersCommand(environment, ['import'], { input });
    await database.stop();
    return { ended, puts: seen.filter((one) => one === 'PutItem').length };
  }

  it('stores no account before the cost of its hash is recorded', async () => {
    const { ended, puts } = await run((operation) => operation === 'UpdateItem');
    expect(ended).toMatchObject({ exitCode: 1, output: '' });
    expect(ended.errors).toMatch(/^users: DynamoDB cannot be used: .+\n$/);
    expect(puts).toBe(0);
  });

  it('says how many accounts are stored', async () => {
    const { ended } = await run((operation, before) => operation === 'PutItem' && before >= 40);
    expect(ended).toMatchObject({ exitCode: 1, output: '' });
    expect(ended.errors).toMatch(
      /^users: 40 of 100 imported; import the same file again for the rest; DynamoDB cannot be used: .+\n$/,
    );
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
