import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { createTables, embeddedConnection, localTableName, startDynamoDb } from '../../lib/local/dynamodb.ts';
import { leaked } from '../support/disguises.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const password = 'CANARY-password';
const hash = 'CANARY-hash';
const query = `/im/chatroom_query?username=teacher1&password=${password}&id=2`;

const { components } = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'));

/** openapi-examples.test.ts checks all other failures. */
async function expectItsExamples(service: TestService, code: string): Promise<void> {
  for (const language of ['en', 'zh']) {
    const { status, json } = await service.call(query, { headers: { 'accept-language': language } });
    expect(json).toEqual(components.examples[`${code}.${language}`].value);
    expect(components.schemas.FailureCode.description).toContain(`- \`${code}\` (${status}): `);
  }
}

/** A service whose DynamoDB the test can break. */
async function setup() {
  const database = await startDynamoDb();
  const connection = embeddedConnection(database.origin);
  await createTables(connection);
  const service = await startTestService({ dynamoDb: connection });
  const client = new DynamoDBClient(connection);
  return {
    ...service,
    database,
    put: (table: string, Item: Record<string, unknown>) =>
      client.send(new PutCommand({ TableName: localTableName(table), Item })),
  };
}

describe('a failure of our own', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  afterEach(async () => {
    await service.stop();
    await service.database.stop();
  });

  it('DynamoDB out of reach: 503 with Retry-After, and the log names the cause', async () => {
    service = await setup();
    await service.database.stop();
    const { status, json, headers } = await service.call(query);
    expect([status, json, headers.get('retry-after')]).toEqual([
      503,
      {
        reason: 'The service is unavailable for the moment; try again.',
        ret: 'fail',
        code: 'UNAVAILABLE',
      },
      '1',
    ]);
    expect(service.log.at(-1)).toMatchObject({ code: 'UNAVAILABLE', error: { code: 'ECONNREFUSED' } });
    await expectItsExamples(service, 'UNAVAILABLE');
    expect(leaked([password], JSON.stringify(service.log))).toEqual([]);
  });

  it('a malformed row: 500 without details, and the log names the row', async () => {
    service = await setup();
    await service.put('users', { username: 'teacher1', passwordHash: hash, role: 'emperor' });
    const { status, text } = await service.call(query);
    expect([status, text]).toEqual([
      500,
      '{"reason":"Something went wrong on our side.","ret":"fail","code":"INTERNAL"}',
    ]);
    expect(JSON.stringify(service.log.at(-1))).toContain('dynamodb/users.ts');
    await expectItsExamples(service, 'INTERNAL');
    expect(leaked([password, hash], JSON.stringify(service.log))).toEqual([]);
  });
});
