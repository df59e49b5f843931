import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { manualClock } from '../support/manual-clock.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';
import { startLocalWorld } from '../support/world.ts';

const minute = 60_000;

/** A service whose calls to DynamoDB are recorded after the demo data were stored. */
async function setup() {
  const database = await watchedDynamoDb();
  const clock = manualClock();
  const world = await startLocalWorld({
    clock,
    dynamoDb: database.connection,
    runsSchedules: false,
    variables: { LOGIN_FREE_FAILURES: '5' },
  });
  return {
    ...world,
    clock,
    database,
    /** 'success', a code, or the seconds to wait. */
    token: async (username: string, password: string) => {
      const body = new URLSearchParams({ username, password });
      const { json, headers } = await world.call('/im/user_get_token/', { method: 'POST', body });
      return json.code === 'TOO_MANY_ATTEMPTS' ? Number(headers.get('retry-after')) : (json.code ?? json.ret);
    },
    end: async () => {
      await world.stop();
      await database.stop();
    },
  };
}

describe('what a login asks of DynamoDB', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
    // From here on the network is known and the token cached.
    await world.token('student1', '123456');
    world.database.operations();
  });
  afterEach(() => world.end());

  it('for a token on a known network, warm: one batch and no write', async () => {
    expect(await world.token('student1', '123456')).toBe('success');
    expect(world.database.operations()).toEqual(['BatchGetItem']);
  });

  it('over a hundred logins: not a single write', async () => {
    for (let login = 0; login < 100; login += 1) await world.token('student1', '123456');
    expect(new Set(world.database.operations())).toEqual(new Set(['BatchGetItem']));
  });

  it('for a wrong password: the same whether or not the user exists', async () => {
    // No account is known here any more, and the network's bucket is full.
    await world.clock.advance(31 * 24 * 60 * minute);
    await world.token('teacher1', 'wrong');
    const known = world.database.operations();
    await world.clock.advance(minute);
    await world.token('nobody', 'wrong');
    expect(world.database.operations()).toEqual(known);
    expect(known).toEqual([
      ...['BatchGetItem', 'UpdateItem', 'GetItem'],
      ...['UpdateItem', 'UpdateItem', 'UpdateItem'],
    ]);
  });

  it('while a wait is on: its reads alone', async () => {
    for (let guess = 0; guess < 5; guess += 1) await world.token('nobody', 'wrong');
    world.database.operations();
    expect(await world.token('nobody', 'wrong')).toBe(1);
    expect(world.database.operations()).toEqual(['BatchGetItem']);
  });
});

describe('a login while the counters are out of reach', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
    world.database.refuse(({ body }) => body.includes(localTableName('attempts')));
  });
  afterEach(() => world.end());

  it('is possible, and writes a log line that an alarm counts', async () => {
    expect(await world.token('student1', '123456')).toBe('success');
    expect(await world.token('student1', 'wrong')).toBe('WRONG_CREDENTIALS');
    const troubles = world.log.filter(({ event }) => event === 'login-counters-unavailable');
    expect(troubles).toHaveLength(2);
  });

  it('allows five guesses per user and minute', async () => {
    const answers = [];
    for (let guess = 0; guess < 7; guess += 1) answers.push(await world.token('student1', 'wrong'));
    expect(answers).toEqual([...Array(5).fill('WRONG_CREDENTIALS'), 60, 60]);
    expect(await world.token('teacher1', '123456')).toBe('success');
    await world.clock.advance(minute);
    expect(await world.token('student1', '123456')).toBe('success');
  });

  it('ends when DynamoDB is back: the counters count again', async () => {
    await world.token('student1', 'wrong');
    world.database.refuse(() => false);
    world.database.operations();
    expect(await world.token('teacher1', '123456')).toBe('success');
    expect(world.database.operations()).toContain('BatchGetItem');
  });
});

describe('a login that must wait', () => {
  it('is in the log with its network and without a name', async () => {
    const world = await setup();
    for (let guess = 0; guess < 6; guess += 1) await world.token('a name typed', 'wrong');
    expect(world.log.at(-1)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', status: 429, network: '127.0.0.1' });
    expect(JSON.stringify(world.log)).not.toContain('a name typed');
    await world.end();
  });
});
