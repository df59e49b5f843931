import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { djangoHash, passwordOf } from '../support/django-users.ts';
import { usersCommand } from '../support/users-command.ts';
import { startLocalWorld } from '../support/world.ts';

const passwordCost = { memoryKib: 64, passes: 1, parallelism: 1 };

/** A running service on a data folder, and the admin command beside it. */
async function setup() {
  const dataDir = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  const dataPath = await prepareDataFolder(dataDir, false);
  const world = await startLocalWorld({ dataPath, passwordCost, runsSchedules: false });
  const { environment } = world.service.runtime;
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
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

  it.each([
    ['nothing.json', undefined, /nothing\.json cannot be read: ENOENT/],
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
