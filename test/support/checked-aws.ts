import type { Listening } from '../../lib/emulator/http.ts';
import { type PassingRequest, startInterceptingProxy } from './intercepting-proxy.ts';
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
  /** The target of permitted calls. */
  readonly target: string;
  readonly needsOf: (action: string, body: Record<string, unknown>) => readonly Need[];
  /** By the function's logical id, which is also the access key that it signs with. */
  readonly permissions: ReadonlyMap<string, Permissions>;
  readonly onCall: (call: AwsCall) => void;
  readonly onRefusal: (call: AwsCall) => void;
}

/** The access key that a request is signed with. */
const signerOf = ({ headers }: PassingRequest) =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

const accessDenied = {
  status: 400,
  contentType: 'application/x-amz-json-1.0',
  body: Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', message: 'not permitted' })),
};

/** An AWS service that allows each function only the actions of the template. */
export const startCheckedAws = (options: CheckedAwsOptions): Promise<Listening> =>
  startInterceptingProxy(options.target, async (request) => {
    const body: Record<string, unknown> = JSON.parse(request.body);
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const by = signerOf(request);
    const call = { by, body, needs: options.needsOf(action, body) };
    const isAllowed = call.needs.every((need) => options.permissions.get(by)?.allow(need));
    if (isAllowed) options.onCall(call);
    else options.onRefusal(call);
    request.reply(isAllowed ? await request.forward() : accessDenied);
  });

const tableArn = (name: unknown) => `arn:aws:dynamodb:${region}:${account}:table/${name}`;

/** The actions and resources that IAM checks for a call to DynamoDB. */
export function dynamoDbNeeds(action: string, body: Record<string, unknown>): readonly Need[] {
  const names = body.RequestItems === undefined ? [body.TableName] : Object.keys(Object(body.RequestItems));
  const suffix = body.IndexName === undefined ? '' : `/index/${body.IndexName}`;
  return names.map((name) => ({ action: `dynamodb:${action}`, resource: `${tableArn(name)}${suffix}` }));
}

/** The action and resource that IAM checks for a call to Secrets Manager. */
export const secretNeeds = (action: string, body: Record<string, unknown>): readonly Need[] => [
  { action: `secretsmanager:${action}`, resource: String(body.SecretId) },
];
