import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesizeQuickly, synthesizeTemplate } from '../support/cloud-assembly.ts';
import { type Properties, resourcesOf, type Template, type Value } from '../support/template.ts';
import { circlesIn, references } from '../support/template-references.ts';

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
  'dynamodb:BatchWriteItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:GetItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:PutItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:UpdateItem': /:table\/Tables[a-z]+\w{8}$/,
  'dynamodb:Query': /:table\/Tables[a-z]+\w{8}(\/index\/\w+)?$/,
  'dynamodb:Scan': /:table\/Tables[a-z]+\w{8}(\/index\/\w+)?$/,
  'lambda:GetAlias': /Function\w*\.Arn(:live)?$/,
  'lambda:UpdateAlias': /Function\w*\.Arn(:live)?$/,
  'lambda:GetProvisionedConcurrencyConfig': /Function\w*\.Arn(:live)?$/,
  'lambda:InvokeFunction': /Function\w*\.Arn(:\*)?$/,
  'logs:CreateLogStream': /Logs\w*\.Arn$/,
  'logs:PutLogEvents': /Logs\w*\.Arn$/,
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
});

describe('prod', () => {
  /** The CDK CLI reads this beside the template. */
  const manifestOf = (context: { readonly stage: string; readonly [name: string]: string }) => {
    const manifest = JSON.parse(
      readFileSync(join(synthesizeQuickly(context).folder, 'manifest.json'), 'utf8'),
    );
    return manifest.artifacts[`im-gateway-${context.stage}`];
  };

  it('is protected against termination, other stages are not', () => {
    expect(manifestOf({ stage: 'prod' }).properties.terminationProtection).toBe(true);
    expect(manifestOf({ stage: 'staging' }).properties.terminationProtection ?? false).toBe(false);
  });

  it('is bound to its account and region if the stage names them: CDK refuses a deploy from another shell', () => {
    const account = { stage: 'prod', account: '111122223333', awsRegion: 'ap-southeast-1' };
    expect(manifestOf(account).environment).toBe('aws://111122223333/ap-southeast-1');
    expect(manifestOf({ stage: 'prod' }).environment).toBe('aws://unknown-account/unknown-region');
  });

  it('is tagged', () => {
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

  it('in China has no tracing and names only its own partition', () => {
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
    // The same cdk.json and the command of deploying.md: the settings are the same.
    const second = synthesizeTemplate({
      corsOrigins: 'https://class.example',
      ownKey: true,
      waf: true,
      stage: 'prod',
    });
    expect(second).toEqual(first);
  });
});

describe('an English template', () => {
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/814
  it('is in ASCII, because CloudFormation reads other characters back as question marks', () => {
    expect(JSON.stringify(prod).match(/.{0,40}[^\x20-\x7e].{0,40}/gu)).toBe(null);
  });
});
