import type { APIGatewayProxyEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { userGetToken } from '../../../functions/contract/endpoints/user-get-token.ts';
import { readRequest } from '../../../functions/http/request.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const teacher = basic('teacher1:123456');

const read = (authorization: string, query: Record<string, string[]> = {}) => {
  const event = {
    httpMethod: 'GET',
    multiValueHeaders: { Authorization: [authorization] },
    multiValueQueryStringParameters: query,
  };
  return readRequest(userGetToken, event as unknown as APIGatewayProxyEvent);
};

/** Headers.append of fetch, and proxies, join two headers of one name by a comma. */
it('reads equal Basic credentials that were joined, and refuses different ones', async () => {
  expect(await read(`${teacher}, ${teacher}`)).toMatchObject({ username: 'teacher1', password: '123456' });
  for (const other of [basic('b:1'), 'basic YTox', 'Bearer x']) {
    await expect(read(`${teacher}, ${other}`)).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
      details: { parameter: 'Authorization', fault: 'differs' },
    });
  }
});

it('leaves the commas of another scheme alone', async () => {
  const query = { username: ['teacher1'], password: ['123456'] };
  expect(await read('Digest username="x", realm="y"', query)).toMatchObject({ username: 'teacher1' });
});

it('reads Basic credentials behind a tab', async () => {
  await expect(read(teacher.replace(' ', '\t'))).resolves.toMatchObject({ username: 'teacher1' });
});
