import type { APIGatewayProxyEvent } from 'aws-lambda';
import { login } from '../auth/login.ts';
import { hashPassword } from '../auth/passwords/password.ts';
import type { EndpointRow } from '../contract/endpoint-row.ts';
import { credentials, type Parameter } from '../contract/parameters.ts';
import { parseUser, type User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import { successReply } from './reply.ts';
import { type CheckedRequest, readRequest } from './request.ts';

/** An address that documentation may use and nobody has (RFC 5737). */
const sourceIp = '192.0.2.1';

/** Argon2's minimum: the warm-up is for the code around it. */
const minCost = { memoryKib: 8, passes: 1, parallelism: 1 };

/** Reads a call with the parameters' own examples; optional parameters are left out. */
export function readExample(row: EndpointRow): Promise<CheckedRequest> {
  const parameters: Readonly<Record<string, Parameter>> = { ...credentials, ...row.parameters };
  const examples = Object.entries(parameters)
    .filter(([, { isOptional }]) => !isOptional)
    .map(([parameter, { example }]) => [parameter, [example]]);
  // Everything that readRequest reads of a GET.
  const event = { headers: {}, multiValueQueryStringParameters: Object.fromEntries(examples) };
  return readRequest(row, event as unknown as APIGatewayProxyEvent);
}

/**
 * Runs the login path during init, so that V8 compiles it unthrottled: logs in the example's caller against records in
 * memory and makes a reply. It reads and writes no table, and logs nothing.
 */
export async function runLoginPath(deps: Deps, row: EndpointRow, deadlineAt: number): Promise<void> {
  const { username, password } = await readExample(row);
  const apart: Deps = { ...deps, passwordCost: minCost, output: () => {} };
  const user: User = {
    username,
    passwordHash: await hashPassword(apart, password),
    rongCloudUserId: username,
    role: 'student',
    isDisabled: false,
    createdAt: new Date(0).toISOString(),
  };
  const authenticate = login(apart, {
    findUser: async () => parseUser(user),
    findAttempts: async () => ({ numbers: {}, inProgress: [] }),
    changeAttempts: async () => true,
    replacePasswordHash: async () => true,
    importedHashes: async () => [],
  });
  await authenticate({ username, password, sourceIp }, deadlineAt);
  successReply(Object.keys(row.reply.shape), {});
}
