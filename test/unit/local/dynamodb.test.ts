import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Listening } from '../../../lib/emulator/http.ts';
import { createTables, embeddedConnection, startDynamoDb } from '../../../lib/local/dynamodb.ts';
import { openConnection } from '../../support/raw-connection.ts';

let database: Listening;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

const listTables = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'x-amz-date': '20260105T020000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=x',
};

const send = async (body: string, headers: Record<string, string> = {}) =>
  (await fetch(database.origin, { method: 'POST', body, headers: { ...listTables, ...headers } })).status;

it('continues after a client that breaks off within a body, as a killed import does', async () => {
  const socket = openConnection(database.origin);
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n{"Table');
  // The reply to Expect shows that the database has the request.
  await once(socket, 'data');
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect(await send('{}')).toBe(200);
});

it('goes on after a body that is no object', async () => {
  expect([await send('null'), await send('{}')]).toEqual([500, 200]);
});

it('refuses the calls of web pages', async () => {
  expect(await send('{}', { origin: 'http://page.example' })).toBe(403);
});

it('finds its tables among more than the 100 of one page', async () => {
  const connection = embeddedConnection(database.origin);
  const client = new DynamoDBClient(connection);
  for (let index = 0; index < 100; index += 1) {
    const key = { AttributeName: 'id', KeyType: 'HASH', AttributeType: 'S' } as const;
    const table = { TableName: `another${index}`, BillingMode: 'PAY_PER_REQUEST' } as const;
    await client.send(new CreateTableCommand({ ...table, KeySchema: [key], AttributeDefinitions: [key] }));
  }
  client.destroy();
  expect(await createTables(connection)).toBe(true);
  expect(await createTables(connection)).toBe(false);
});
