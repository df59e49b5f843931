import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startTestService } from '../support/test-service.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';

const minute = 60_000;

/** A service whose calls to DynamoDB are recorded after the demo data were stored. */
async function setup() {
  const database = await watchedDynamoDb();
  const clock = manualClock();
  const service = await startTestService({
    clock,
    dynamoDb: database.connection,
    runsSchedules: false,
    variables: { LOGIN_FREE_FAILURES: '5' },
  });
  return {
    ...service,
    clock,
    database,
    /** 'success', a code, or the seconds to wait. */
    token: async (username: string, password: string) => {
      const { json, headers } = await service.post('user_get_token', { username, password });
      return json.code === 'TOO_MANY_ATTEMPTS' ? Number(headers.get('retry-after')) : (json.code ?? json.ret);
    },
    end: async () => {
      await service.stop();
      await database.stop();
    },
  };
}

describe('what a login asks of DynamoDB', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
    // From here on the network is known and the token cached.
    await service.token('student1', '123456');
    service.database.operations();
  });
  afterEach(() => service.end());

  it('for a token on a known network, warm: one batch and no write', async () => {
    expect(await service.token('student1', '123456')).toBe('success');
    expect(service.database.operations()).toEqual(['BatchGetItem']);
  });

  it('for a wrong password: the same whether or not the user exists', async () => {
    // No account is known here any more, and the network's bucket is full.
    await service.clock.advance(31 * 24 * 60 * minute);
    await service.token('teacher1', 'wrong');
    const known = service.database.operations();
    await service.clock.advance(minute);
    await service.token('nobody', 'wrong');
    expect(service.database.operations()).toEqual(known);
    expect(known).toEqual([
      ...['BatchGetItem', 'UpdateItem', 'GetItem'],
      ...['UpdateItem', 'UpdateItem', 'UpdateItem'],
    ]);
  });

  it('during a wait: its reads alone', async () => {
    for (let guess = 0; guess < 5; guess += 1) await service.token('nobody', 'wrong');
    service.database.operations();
    expect(await service.token('nobody', 'wrong')).toBe(1);
    expect(service.database.operations()).toEqual(['BatchGetItem']);
  });
});

describe('a login while the counters are out of reach', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
    service.database.refuse(({ body }) => body.includes(localTableName('attempts')));
  });
  afterEach(() => service.end());

  it('is possible, and writes a log line that an alarm counts', async () => {
    expect(await service.token('student1', '123456')).toBe('success');
    expect(await service.token('student1', 'wrong')).toBe('WRONG_CREDENTIALS');
    const troubles = service.log.filter(({ event }) => event === 'login-counters-unavailable');
    expect(troubles).toHaveLength(2);
  });

  it('ends when DynamoDB is back: the counters count again', async () => {
    await service.token('student1', 'wrong');
    service.database.refuse(() => false);
    service.database.operations();
    expect(await service.token('teacher1', '123456')).toBe('success');
    expect(service.database.operations()).toContain('BatchGetItem');
  });
});

describe('a login that must wait', () => {
  it('is in the log with its network and without a name', async () => {
    const service = await setup();
    for (let guess = 0; guess < 6; guess += 1) await service.token('a name typed', 'wrong');
    expect(service.log.at(-1)).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      status: 429,
      network: '127.0.0.1',
    });
    expect(JSON.stringify(service.log)).not.toContain('a name typed');
    await service.end();
  });
});
