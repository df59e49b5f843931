import { describe, expect, it } from 'vitest';
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

/** What every function may do beside its own work. */
const always = (logs: string) => [
  `logs:CreateLogStream on ${logs}.Arn`,
  `logs:PutLogEvents on ${logs}.Arn`,
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

const readsSecret = 'secretsmanager:GetSecretValue on RongCloudSecret';

describe('what each function may do', () => {
  it('is this and nothing else', () => {
    expect(matrix()).toEqual({
      usergettoken: [],
    });
  });
});
