import { onTestFinished } from 'vitest';
import { type TableName, tables, tableVariable } from '../../functions/contract/tables.ts';
import { type HttpStub, httpStub, type Received } from '../unit/rongcloud/http-stub.ts';

export interface DynamoDbStub {
  readonly received: HttpStub['received'];
  /** The variables of a function that calls this stub. Each table has its own name. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Answers each call to DynamoDB with what `reply` returns, until the test ends. */
export async function dynamoDbStub(reply: (request: Received) => unknown): Promise<DynamoDbStub> {
  const stub = await httpStub((request) => ({
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: reply(request),
  }));
  onTestFinished(() => stub.close());
  const names = Object.keys(tables) as TableName[];
  const environment = {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: stub.origin,
    ...Object.fromEntries(names.map((name) => [tableVariable(name), name])),
  };
  return { received: stub.received, environment };
}
