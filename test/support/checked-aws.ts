import { createServer, type IncomingMessage } from 'node:http';
import { type Listening, listen } from '../../lib/local/listen.ts';
import type { Need, Permissions } from './permissions.ts';
import { account, region } from './template.ts';

/** One call of a function to AWS. */
export interface AwsCall {
  /** The function's logical id. */
  readonly by: string;
  readonly needs: readonly Need[];
  readonly body: Record<string, unknown>;
}

export interface CheckedAwsOptions {
  /** Where calls that are permitted go on to. */
  readonly target: string;
  readonly needsOf: (action: string, body: Record<string, unknown>) => readonly Need[];
  /** By the function's logical id, which is also the access key that it signs with. */
  readonly permissions: ReadonlyMap<string, Permissions>;
  readonly onCall: (call: AwsCall) => void;
  readonly onRefusal: (call: AwsCall) => void;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const signer = ({ headers }: IncomingMessage) =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !['host', 'connection', 'content-length'].includes(name))
      .map(([name, value]) => [name, String(value)]),
  );

/** An AWS service that lets each function do what the template permits it, and nothing else. */
export function startCheckedAws(options: CheckedAwsOptions): Promise<Listening> {
  const server = createServer(async (request, response) => {
    const sent = await bodyOf(request);
    const body: Record<string, unknown> = JSON.parse(sent.toString());
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const by = signer(request);
    const call = { by, body, needs: options.needsOf(action, body) };
    const isAllowed = call.needs.every((need) => options.permissions.get(by)?.allow(need));
    if (!isAllowed) {
      options.onRefusal(call);
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not permitted' }));
      return;
    }
    options.onCall(call);
    const answer = await fetch(options.target, { method: 'POST', headers: headersOf(request), body: sent });
    const { 'content-encoding': _encoding, ...headers } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  });
  return listen(server, 0);
}

const tableArn = (name: unknown) => `arn:aws:dynamodb:${region}:${account}:table/${name}`;

/** What DynamoDB asks IAM for a call. */
export function dynamoDbNeeds(action: string, body: Record<string, unknown>): readonly Need[] {
  const names = body.RequestItems === undefined ? [body.TableName] : Object.keys(Object(body.RequestItems));
  const suffix = body.IndexName === undefined ? '' : `/index/${body.IndexName}`;
  return names.map((name) => ({ action: `dynamodb:${action}`, resource: `${tableArn(name)}${suffix}` }));
}

/** What Secrets Manager asks IAM for a call. */
export const secretNeeds = (action: string, body: Record<string, unknown>): readonly Need[] => [
  { action: `secretsmanager:${action}`, resource: String(body.SecretId) },
];
