import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { resourcesOf, type Template } from '../support/template.ts';
import { circlesIn } from '../support/template-references.ts';

/** All options of a stage. */
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

/** The template of a table of 20 endpoints. New ones take POST only and have the most permissions of all. */
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
    .replaceAll(/\b\w+FunctionCurrentVersion\w+\b/g, 'x'.repeat(140))
    .replaceAll(/\b\w+(?:Function|Live|Deployments|releasecheck)\w*\.Arn\b/g, 'x'.repeat(140))
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
