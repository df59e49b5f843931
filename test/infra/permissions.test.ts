import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { permissionsOf } from '../support/permissions.ts';
import { resourcesOf } from '../support/template.ts';

const template = synthesizeTemplate({ stage: 'prod' });

/** `chatroomcreateFunction2BD41018` without what the CDK adds. */
const plain = (id: string) => id.replace(/[0-9A-F]{8}$/, '').replace(/Function$/, '');

/** An ARN as `table users`, `index chatrooms/pending`, `secret`, or itself. */
function inWords(resource: string): string {
  const [, table, index] =
    /^arn:aws:dynamodb:[^:]*:\d*:table\/Tables([a-z]+)\w{8}(?:\/index\/(\w+))?$/.exec(resource) ?? [];
  if (table !== undefined) return index === undefined ? `table ${table}` : `index ${table}/${index}`;
  const [, version] = /^([a-z]+)Function\w{8}\.Arn:\*$/.exec(resource) ?? [];
  if (version !== undefined) return `versions of ${version}`;
  const [, group] = /deploymentgroup:\w+\/Deployments([a-z]+)\w{8}$/.exec(resource) ?? [];
  if (group !== undefined) return `group ${group}`;
  return resource.replace(/[0-9A-F]{8}(?=\.|$)/, '');
}

function matrix() {
  const functions = [...resourcesOf(template, 'AWS::Lambda::Function')];
  return Object.fromEntries(
    functions.map(([id, { Role }]) => [
      plain(id),
      permissionsOf(template, String(Role).replace(/\.Arn$/, ''))
        .all.map(({ action, resource }) => `${action} on ${inWords(resource)}`)
        .toSorted(),
    ]),
  );
}

/** The permissions of every function: its log and traces. */
const always = [
  'logs:CreateLogStream on FunctionLogs.Arn',
  'logs:PutLogEvents on FunctionLogs.Arn',
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

const readsItems = (...tables: string[]) =>
  tables.flatMap((table) => [
    `dynamodb:BatchGetItem on table ${table}`,
    `dynamodb:GetItem on table ${table}`,
  ]);

const login = [
  ...readsItems('attempts', 'users'),
  'dynamodb:UpdateItem on table attempts',
  'dynamodb:UpdateItem on table users',
];

const readsSecret = 'secretsmanager:GetSecretValue on RongCloudSecret';

const rows = Object.values<EndpointRow>(endpoints);
const logicalName = ({ name }: EndpointRow) => name.replaceAll('-', '');

/** The permissions that a row asks for, for endpoints whose permissions are not written out below. */
function grantsOf({ access }: EndpointRow): readonly string[] {
  const { rongCloud, ...tables } = access;
  const onTables = Object.entries(tables).flatMap(([table, actions]) =>
    actions.flatMap((action) => {
      if (action === 'GetItem') return readsItems(table);
      const [verb, index] = action.split(' ');
      return [`dynamodb:${verb} on ${index === undefined ? `table ${table}` : `index ${table}/${index}`}`];
    }),
  );
  return rongCloud ? [...onTables, readsSecret] : onTables;
}

describe('what each function may do', () => {
  it('is exactly this; a further endpoint may do what its row says', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      ...Object.fromEntries(rows.map((row) => [logicalName(row), grantsOf(row)])),
      usergettoken: [...login, 'dynamodb:UpdateItem on table quotas', readsSecret],
      chatroomcreate: [
        ...login,
        ...readsItems('chatrooms', 'creations', 'quotas'),
        'dynamodb:PutItem on table chatrooms',
        'dynamodb:PutItem on table creations',
        'dynamodb:Query on index chatrooms/active',
        'dynamodb:UpdateItem on table counters',
        'dynamodb:UpdateItem on table quotas',
        readsSecret,
      ],
      chatroomjoin: [
        ...login,
        ...readsItems('chatrooms', 'sanctions'),
        'dynamodb:Query on table sanctions',
        'dynamodb:UpdateItem on table chatrooms',
        readsSecret,
      ],
      chatroomdestroy: [
        ...login,
        ...readsItems('chatrooms'),
        'dynamodb:UpdateItem on table chatrooms',
        readsSecret,
      ],
      chatroomquery: [...login, ...readsItems('chatrooms')],
      rongcloudchatroomstatus: [
        ...readsItems('chatrooms'),
        'dynamodb:BatchWriteItem on table attendance',
        'dynamodb:PutItem on table callbacks',
        readsSecret,
      ],
      reconcile: [
        ...readsItems('chatrooms', 'counters'),
        'dynamodb:BatchWriteItem on table attendance',
        'dynamodb:PutItem on table chatrooms',
        'dynamodb:Query on index chatrooms/pending',
        'dynamodb:Query on table attendance',
        'dynamodb:Query on table sanctions',
        'dynamodb:Scan on index chatrooms/active',
        'dynamodb:UpdateItem on table chatrooms',
        'dynamodb:UpdateItem on table counters',
        readsSecret,
      ],
      probe: ['secretsmanager:GetSecretValue on probeAccount'],
      releasecheck: rows
        .map(logicalName)
        .flatMap((name) => [
          `codedeploy:PutLifecycleEventHookExecutionStatus on group ${name}`,
          `lambda:InvokeFunction on versions of ${name}`,
        ]),
    };
    expect(matrix()).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, own]) => [name, [...own, ...always].toSorted()]),
      ),
    );
  });

  it("comes from no policy of AWS's own, but for the role with which API Gateway writes its log", () => {
    const roles = [...resourcesOf(template, 'AWS::IAM::Role').values()];
    expect(roles.length).toBeGreaterThan(5);
    expect(roles.flatMap(({ ManagedPolicyArns }) => ManagedPolicyArns ?? [])).toEqual([
      'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    ]);
  });

  it('has `*` as a resource only if AWS has no narrower one', () => {
    const policies = [...resourcesOf(template, 'AWS::IAM::Policy').values()];
    const roles = [...resourcesOf(template, 'AWS::IAM::Role').values()];
    const documents = [
      ...policies.map(({ PolicyDocument }) => PolicyDocument),
      ...roles.flatMap(({ Policies }) =>
        Object.values(Object(Policies)).map((one) => Object(one).PolicyDocument),
      ),
    ];
    const statements = documents.flatMap((document) => Object(document).Statement);
    const unlimited = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    expect([...new Set(unlimited.flatMap(({ Action }) => Action))].toSorted()).toEqual([
      'cloudwatch:DescribeAlarms',
      'lambda:InvokeFunction',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('names an existing secret by its name and the six characters that AWS adds', () => {
    const other = synthesizeTemplate({ secretName: 'school/rongcloud' });
    const [[, { Role }] = ['', { Role: '' }]] = resourcesOf(other, 'AWS::Lambda::Function');
    const { all } = permissionsOf(other, String(Role).replace(/\.Arn$/, ''));
    expect(all).toContainEqual({
      action: 'secretsmanager:GetSecretValue',
      resource: 'arn:aws:secretsmanager:local:000000000000:secret:school/rongcloud-??????',
    });
    expect(resourcesOf(other, 'AWS::SecretsManager::Secret').size).toBe(0);
  });
});
