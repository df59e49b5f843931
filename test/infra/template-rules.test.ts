import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { type Properties, resourcesOf, type Template, type Value } from '../support/template.ts';

const prod = synthesizeTemplate({ stage: 'prod', waf: true, docsPage: 'on' });
const china = synthesizeTemplate({ stage: 'prod', account: '111122223333', awsRegion: 'cn-north-1' });

/**
 * The resource types that each action of ours accepts: AWS service authorization reference, read 2026-11-28. `*` means
 * that the action has no resource.
 */
const resourceTypes: Readonly<Record<string, RegExp>> = {
  'cloudwatch:DescribeAlarms': /^\*$/,
  'codedeploy:PutLifecycleEventHookExecutionStatus': /:codedeploy:.*:deploymentgroup:/,
  'dynamodb:BatchGetItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:GetItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:PutItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:UpdateItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:Query': /:table\/Tables[a-z]+\w{8}(\/index\/\w+)?$/,
  'dynamodb:Scan': /:table\/Tables[a-z]+\w{8}(\/index\/\w+)?$/,
  'lambda:GetAlias': /Function\w*\.Arn(:live)?$/,
  'lambda:UpdateAlias': /Function\w*\.Arn(:live)?$/,
  'lambda:GetProvisionedConcurrencyConfig': /Function\w*\.Arn(:live)?$/,
  'lambda:InvokeFunction': /Function\w*\.Arn(:\*)?$/,
  'logs:CreateLogGroup': /^\*$/,
  'logs:CreateLogStream': /^\*$|Logs\w*\.Arn$/,
  'logs:DescribeLogGroups': /^\*$/,
  'logs:DescribeLogStreams': /^\*$/,
  'logs:FilterLogEvents': /^\*$/,
  'logs:GetLogEvents': /^\*$/,
  'logs:PutLogEvents': /^\*$|Logs\w*\.Arn$/,
  'secretsmanager:GetSecretValue': /Secret|Account/,
  'xray:PutTelemetryRecords': /^\*$/,
  'xray:PutTraceSegments': /^\*$/,
};

const list = (value: Value | undefined): readonly string[] => [value].flat().map(String);

/** Each action with each resource, of every role. */
function grants(template: Template): readonly (readonly [action: string, resource: string])[] {
  const policies = [...resourcesOf(template, 'AWS::IAM::Policy').values()].map(
    ({ PolicyDocument }) => PolicyDocument,
  );
  const inline = [...resourcesOf(template, 'AWS::IAM::Role').values()].flatMap(({ Policies }) =>
    ((Policies ?? []) as readonly Properties[]).map(({ PolicyDocument }) => PolicyDocument),
  );
  return [...policies, ...inline]
    .flatMap((document) => Object(document).Statement as readonly Properties[])
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => [action, resource] as const)),
    );
}

/** The ids that a value refers to. */
function references(value: Value): string[] {
  if (typeof value === 'string') return [...value.matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id = '']) => id);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(references);
  return Object.entries(value).flatMap(([key, one]) => {
    if (key === 'Ref') return [String(one)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(one) ? one[0] : one)];
    return references(one as Value);
  });
}

function circlesIn({ Resources }: Template): string[][] {
  const edges = new Map(
    Object.entries(Resources).map(([id, resource]) => {
      const { DependsOn = [], ...rest } = resource as unknown as { DependsOn?: string | string[] };
      return [id, [...[DependsOn].flat(), ...references(rest as Value)].filter((to) => to in Resources)];
    }),
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) circles.push([...path.slice(path.indexOf(id)), id]);
    else if (!done.has(id)) {
      for (const to of edges.get(id) ?? []) visit(to, [...path, id]);
      done.add(id);
    }
  };
  for (const id of edges.keys()) visit(id, []);
  return circles;
}

describe.each([
  ['prod', prod],
  ['prod in China', china],
])('the template of %s', (_what, template) => {
  it('names for every action a resource of a type that the action accepts', () => {
    const wrong = grants(template).filter(([action, resource]) => !resourceTypes[action]?.test(resource));
    expect(wrong).toEqual([]);
    expect(grants(template).length).toBeGreaterThan(50);
  });

  it('has no circle of references', () => {
    expect(circlesIn(template)).toEqual([]);
  });

  it('refers only to resources that it has', () => {
    const known = new Set(Object.keys(template.Resources));
    const referred = references(template.Resources as unknown as Value).filter((id) => !id.startsWith('AWS'));
    expect(referred.filter((id) => !known.has(id))).toEqual([]);
  });

  it('keeps names within the limits of their services', () => {
    const limits: Readonly<Record<string, [property: string, maxCharacters: number]>> = {
      'AWS::CloudWatch::Alarm': ['AlarmName', 255],
      'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
      'AWS::ApiGateway::RestApi': ['Name', 255],
      'AWS::Logs::LogGroup': ['LogGroupName', 512],
    };
    for (const [type, [property, max]] of Object.entries(limits)) {
      const names = [...resourcesOf(template, type).values()].map((one) => String(one[property] ?? ''));
      expect(names.filter((name) => name.length > max)).toEqual([]);
    }
    const descriptions = [...resourcesOf(template, 'AWS::Lambda::Function').values()].map(
      (one) => one.Description,
    );
    expect(descriptions.filter((text) => String(text).length > 256)).toEqual([]);
  });

  it('has alarms of at most ten metrics each, which is what CloudWatch accepts', () => {
    const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').values()];
    const counts = alarms.map(({ Metrics }) => (Array.isArray(Metrics) ? Metrics.length : 1));
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });
});

describe('prod', () => {
  it('is protected against termination and tagged, and bound to its account if the stage names one', () => {
    const tags = Object(resourcesOf(prod, 'AWS::SNS::Topic').values().next().value).Tags;
    expect(tags).toEqual([
      { Key: 'service', Value: 'im-gateway' },
      { Key: 'stage', Value: 'prod' },
    ]);
  });

  it('in China runs on x86_64, unless the setting says otherwise', () => {
    const architectures = (context: object) =>
      [
        ...resourcesOf(synthesizeTemplate({ stage: 'prod', ...context }), 'AWS::Lambda::Function').values(),
      ].map(({ Architectures }) => String(Architectures));
    const inChina = { account: '111122223333', awsRegion: 'cn-north-1' };
    expect(new Set(architectures(inChina))).toEqual(new Set(['x86_64']));
    expect(new Set(architectures({ ...inChina, architecture: 'arm64' }))).toEqual(new Set(['arm64']));
    expect(new Set(architectures({ architecture: 'x86_64' }))).toEqual(new Set(['x86_64']));
  });

  it('in China has no tracing and names no partition but its own', () => {
    const functions = [...resourcesOf(china, 'AWS::Lambda::Function').values()];
    expect(new Set(functions.map(({ TracingConfig }) => TracingConfig))).toEqual(new Set([undefined]));
    expect(JSON.stringify(china)).not.toMatch(/arn:aws:/);
    const [role] = [...resourcesOf(china, 'AWS::IAM::Role')].filter(([id]) =>
      id.startsWith('DeploymentsRole'),
    );
    expect(JSON.stringify(role?.[1].AssumeRolePolicyDocument)).toContain(
      'codedeploy.cn-north-1.amazonaws.com.cn',
    );
  });

  it('lets the functions use the key of a secret that has one', () => {
    const secretKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
    const template = synthesizeTemplate({ secretName: 'rongcloud', secretKeyArn });
    const decrypt = grants(template).filter(([action]) => action === 'kms:Decrypt');
    expect(new Set(decrypt.map(([, resource]) => resource))).toEqual(new Set([secretKeyArn]));
    expect(decrypt).toHaveLength(
      grants(template).filter(([action]) => action === 'secretsmanager:GetSecretValue').length,
    );
  });
});

describe('a deploy', () => {
  it('of a new version as documented changes nothing but the code', () => {
    const first = synthesizeTemplate({
      stage: 'prod',
      waf: true,
      ownKey: true,
      corsOrigins: 'https://class.example',
    });
    // The same cdk.json, the command as deploying.md prints it: the settings cannot be another.
    const second = synthesizeTemplate({
      corsOrigins: 'https://class.example',
      ownKey: true,
      waf: true,
      stage: 'prod',
    });
    expect(second).toEqual(first);
  });
});

/** Everything that a stage may turn on. */
const everything = {
  stage: 'prod',
  waf: true,
  docsPage: 'on',
  ownKey: true,
  corsOrigins: 'https://a.example,https://b.example',
  domainName: 'im.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
  reservedConcurrency: 40,
  provisionedConcurrency: '40 MON-FRI 18:45-19:30',
  backupVaultArn: 'arn:aws:backup:ap-northeast-1:111122223333:backup-vault:im-gateway',
};

/** The template of a table of 20 endpoints. New ones take POST only; they do what the one with the most permissions does. */
function withTwentyEndpoints(): readonly [template: Template, added: number] {
  const table = endpoints as Record<string, EndpointRow>;
  const row = { ...endpoints['chatroom-create'], methods: ['POST'] } as const;
  const count = 20 - Object.keys(table).length;
  const added = Array.from({ length: count }, (_none, index) => `chatroom-control-${index}`);
  try {
    for (const name of added) table[name] = { ...row, name, path: `/im/${name.replaceAll('-', '_')}` };
    return [synthesizeTemplate({ ...everything, timeZone: 'UTC' }), count];
  } finally {
    for (const name of added) delete table[name];
  }
}

/** Names as long as AWS makes them: 64 characters for a function's, 140 for an ARN of ours, 4 for a version. */
const longName = (text: string) =>
  text
    .replaceAll(/\b\w+\.Version\b/g, 'x'.repeat(4))
    .replaceAll(/\b\w+(?:Function|Live|Deployments|ReleaseCheck)\w*\.Arn\b/g, 'x'.repeat(140))
    .replaceAll(/\b[a-z0-9]+Function[0-9A-F]{8}\b/g, 'x'.repeat(64));

describe('20 endpoints with everything turned on', () => {
  const [grown, added] = withTwentyEndpoints();
  const functions = [...resourcesOf(grown, 'AWS::Lambda::Function').values()];

  it('are fewer than 500 resources, fewer than 12 for each further endpoint', () => {
    const before = synthesizeTemplate(everything);
    const growth = Object.keys(grown.Resources).length - Object.keys(before.Resources).length;
    expect(Object.keys(grown.Resources).length).toBeLessThan(500);
    expect(growth / added).toBeLessThan(12);
    expect(growth).toBeGreaterThan(added);
  });

  it('keep each alarm at ten metrics and each expression at 2,048 characters', () => {
    const alarms = [...resourcesOf(grown, 'AWS::CloudWatch::Alarm').values()];
    const counts = alarms.map(({ Metrics }) => (Array.isArray(Metrics) ? Metrics.length : 1));
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
    const expressions = alarms.flatMap(({ Metrics }) =>
      Array.isArray(Metrics)
        ? Metrics.map((metric) => longName(String(Object(metric).Expression ?? '')))
        : [],
    );
    expect(expressions.filter((text) => text.length > 2_048)).toEqual([]);
    expect(Math.max(...expressions.map((text) => text.length))).toBeGreaterThan(20 * 64);
  });

  it('keep the environment of each function at 4 KB', () => {
    const sizes = functions.map(({ Environment }) =>
      Object.entries(Object(Environment).Variables ?? {}).reduce(
        (sum, [name, value]) => sum + name.length + longName(String(value)).length,
        0,
      ),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
    expect(Math.max(...sizes)).toBeGreaterThan(20 * 64);
  });

  it("keep each role's policies at 10,240 characters, and each filter pattern at 1,024", () => {
    const policies = [...resourcesOf(grown, 'AWS::IAM::Policy').values()];
    const sizes = policies.map(({ PolicyDocument }) => longName(JSON.stringify(PolicyDocument)).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...sizes)).toBeGreaterThan(20 * 140);
    const filters = [...resourcesOf(grown, 'AWS::Logs::MetricFilter').values()];
    expect(Math.max(...filters.map(({ FilterPattern }) => String(FilterPattern).length))).toBeLessThanOrEqual(
      1_024,
    );
  });

  it('have no circle of references', () => {
    expect(circlesIn(grown)).toEqual([]);
  });
});
