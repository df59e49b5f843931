import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type User, userStore } from '../../functions/dynamodb/users.ts';
import { systemClock } from '../../functions/platform/deps.ts';
import {
  createTables,
  databaseVariables,
  embeddedConnection,
  startDynamoDb,
} from '../../lib/local/dynamodb.ts';
import { readLocalSettings } from '../../lib/local/settings.ts';
import { UserDirectory } from '../../lib/users/directory.ts';
import { localTables } from '../../lib/users/tables.ts';

it('neither the service nor the command overwrites an account when it adds one', async () => {
  const database = await startDynamoDb();
  const connection = embeddedConnection(database.origin);
  await createTables(connection);
  const deps = {
    environment: databaseVariables(connection),
    randomBytes,
    clock: systemClock,
    output: () => {},
  };
  await using tables = await localTables(
    readLocalSettings({
      DYNAMODB_ENDPOINT: database.origin,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }),
  );
  try {
    const directory = new UserDirectory(tables);
    const ann: User = {
      username: 'ann',
      passwordHash: 'first',
      rongCloudUserId: 'ann',
      role: 'teacher',
      isDisabled: true,
      createdAt: '2026-01-05T02:00:00.000Z',
    };
    const store = userStore(deps);
    const add = (user: User) => store.add(user, systemClock.now() + 5_000);
    expect(await add(ann)).toBe(true);
    expect(await add({ ...ann, passwordHash: 'second', role: 'admin' })).toBe(false);
    expect(await directory.add({ ...ann, passwordHash: 'third', isDisabled: false })).toBe(false);
    expect(await directory.find('ann')).toEqual(ann);
  } finally {
    await database.stop();
  }
});
