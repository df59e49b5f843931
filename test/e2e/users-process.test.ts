import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../lib/emulator/http.ts';
import { createTables, localTableName } from '../../lib/local/dynamodb.ts';
import { fakeCloudFormation } from '../support/fake-cloud-formation.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';

const entry = join(import.meta.dirname, '../../bin/users.ts');

interface Ended {
  readonly code: unknown;
  readonly output: string;
  readonly errors: string;
}

/** `npm run users -- …` as a process of its own. */
function runUsers(environment: Record<string, string>, args: readonly string[], input = ''): Promise<Ended> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry, ...args], { env }, (error, output, errors) =>
      resolve({ code: error?.code ?? 0, output, errors }),
    );
    child.stdin?.end(input);
  });
}

const outputs = {
  UsersTable: localTableName('users'),
  AttemptsTable: localTableName('attempts'),
  AttendanceTable: localTableName('attendance'),
};
/** A deployed stack as the command sees it: outputs and tables. */
async function setup() {
  const database = await watchedDynamoDb();
  await createTables(database.connection);
  const cloudFormation = await fakeCloudFormation(outputs);
  const environment = {
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.origin,
    AWS_ENDPOINT_URL_DYNAMODB: database.connection.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return {
    database,
    users: (args: string, input?: string) =>
      runUsers(environment, ['--stack', 'school', '--region', 'local', ...args.split(' ')], input),
    end: async () => {
      await cloudFormation.stop();
      await database.stop();
    },
  };
}

describe('npm run users, on a deployed stack', () => {
  let fixture: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    fixture = await setup();
  });
  afterEach(() => fixture.end());

  it('finds the accounts through the outputs of the stack', async () => {
    expect(await fixture.users('add ann --role teacher', 'Zebra-crossing 7')).toEqual({
      code: 0,
      output: 'ann added as teacher\n',
      errors: '',
    });
    expect(await fixture.users('list')).toEqual({ code: 0, output: 'ann\tteacher\n', errors: '1 user\n' });
  });

  it('reports a missing permission in one line', async () => {
    fixture.database.refuse(({ operation }) => operation === 'Scan');
    expect(await fixture.users('list')).toEqual({
      code: 1,
      output: '',
      errors: expect.stringMatching(/^users: DynamoDB cannot be used: .+\n$/),
    });
  });
});

describe('npm run users, if it cannot go on', () => {
  it('reports an unreachable DynamoDB in one line', async () => {
    const { origin, stop } = await listen(createServer(), 0);
    await stop();
    const environment = { DYNAMODB_ENDPOINT: origin, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    expect(await runUsers(environment, ['list'])).toEqual({
      code: 1,
      output: '',
      errors: expect.stringMatching(/^users: DynamoDB cannot be used: connect ECONNREFUSED .+\n$/),
    });
  });

  it('ends silently when the reader closes the pipe', async () => {
    const ended = await new Promise<Ended>((resolve) => {
      const child = execFile(process.execPath, [entry, '--help'], (error, output, errors) =>
        resolve({ code: error?.code ?? 0, output, errors }),
      );
      child.stdout?.destroy();
    });
    expect(ended).toEqual({ code: 1, output: '', errors: '' });
  });
});
