import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTables } from '../../lib/local/dynamodb.ts';
import { djangoHash } from '../support/django-users.ts';
import { usersCommand } from '../support/users-command.ts';
import { argon2OfPasses, csv, setUpUsers, type UsersFixture } from '../support/users-fixture.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';

describe('the cost of imported hashes', () => {
  let fixture: UsersFixture;
  beforeEach(async () => {
    fixture = await setUpUsers();
  });
  afterEach(() => fixture.stop());

  it('is recorded for wrong passwords, and stays recorded', async () => {
    const pbkdf2 = (iterations: number) =>
      `pbkdf2_sha256$${iterations}$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=`;
    const first = await fixture.write('1.csv', csv({ a: argon2OfPasses(1), b: pbkdf2(10), c: pbkdf2(20) }));
    const second = await fixture.write('2.csv', csv({ d: argon2OfPasses(2), e: pbkdf2(15) }));
    const costs = {
      attempt: 'imported-hashes',
      'argon2id m=8,t=1,p=1': argon2OfPasses(1),
      'argon2id m=8,t=1,p=1_work': 1,
      'argon2id m=8,t=2,p=1': argon2OfPasses(2),
      'argon2id m=8,t=2,p=1_work': 1,
      pbkdf2_sha256: pbkdf2(20),
      pbkdf2_sha256_work: 20,
    };
    for (const file of [first, second]) expect((await fixture.users(`import ${file}`)).exitCode).toBe(0);
    expect(await fixture.recordedCosts()).toEqual(costs);

    // Importing again restores a lost record, although all users exist.
    await fixture.loseRecordedCosts();
    for (const file of [second, first]) {
      expect((await fixture.users(`import ${file}`)).output).toMatch(
        /^0 imported, \d unchanged, 0 refused\n$/,
      );
    }
    expect(await fixture.recordedCosts()).toEqual(costs);
  });

  it('is limited to two kinds of a scheme', async () => {
    const passwords = Object.fromEntries(
      [1, 2, 2, 3, 4].map((passes, index) => [`pupil${index}`, argon2OfPasses(passes)]),
    );
    const file = await fixture.write('hostile.csv', csv(passwords));
    const refusal = (row: number, name: string, cost: string) =>
      `row ${row} "${name}" refused: the password's cost (${cost}) is one too many: 2 of a scheme are imported, as every failed login computes them all\n`;
    const refused =
      refusal(4, 'pupil3', 'argon2id m=8,t=3,p=1') + refusal(5, 'pupil4', 'argon2id m=8,t=4,p=1');
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 1,
      output: '3 imported, 0 unchanged, 2 refused\n',
      errors: refused,
    });
    expect(await fixture.users(`import ${file}`)).toEqual({
      exitCode: 1,
      output: '0 imported, 3 unchanged, 2 refused\n',
      errors: refused,
    });
    const another = await fixture.write(
      'another.csv',
      csv({ x: argon2OfPasses(6), y: argon2OfPasses(2), z: await djangoHash.scrypt('secret-1') }),
    );
    expect(await fixture.users(`import ${another}`)).toMatchObject({
      output: '2 imported, 0 unchanged, 1 refused\n',
      errors: refusal(1, 'x', 'argon2id m=8,t=6,p=1'),
    });
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
    ['refuse', 'WRONG_CREDENTIALS', 'md5$salt$'],
    ['accept', 'success', '$argon2id$v=19$m='],
  ])('with WEAK_DIGESTS=%s gets %s, and keeps %s', async (setting, reply, kept) => {
    const fixture = await setUpUsers({ WEAK_DIGESTS: setting });
    try {
      const file = await fixture.write('old.csv', csv({ ann: weak }));
      expect((await fixture.users(`import ${file}`)).output).toBe('0 imported, 0 unchanged, 1 refused\n');
      expect((await fixture.users(`import ${file} --weak-digests`)).output).toBe(
        '1 imported, 0 unchanged, 0 refused\n',
      );
      expect(await fixture.recordedCosts()).toBeUndefined();
      expect(await fixture.login('ann', 'secret-2')).toBe('WRONG_CREDENTIALS');
      expect(await fixture.login('ann', 'secret-1')).toBe(reply);
      expect((await fixture.hashes()).get('ann')?.slice(0, kept.length)).toBe(kept);
    } finally {
      await fixture.stop();
    }
  });
});
