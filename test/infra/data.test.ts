import { describe, expect, it } from 'vitest';
import { tables } from '../../functions/contract/tables.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { resourcesOf } from '../support/template.ts';

const dev = synthesizeTemplate({ stage: 'dev' });
const prod = synthesizeTemplate({ stage: 'prod' });

const tablesOf = (template: typeof dev) => {
  const found = [...resourcesOf(template, 'AWS::DynamoDB::Table')];
  return Object.fromEntries(found.map(([id, properties]) => [id.slice('Tables'.length, -8), properties]));
};
const policiesOf = (template: typeof dev, type: string) =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]);

describe('the tables', () => {
  it('are those that the functions define', () => {
    expect(Object.keys(tablesOf(prod)).toSorted()).toEqual(Object.keys(tables).toSorted());
  });

  it('are paid per request and encrypted', () => {
    for (const table of [...Object.values(tablesOf(dev)), ...Object.values(tablesOf(prod))]) {
      expect(table).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', SSESpecification: { SSEEnabled: true } });
    }
  });

  it('can be restored to any second of 35 days, if they hold accounts, rooms or attendance', () => {
    const recovery = Object.entries(tablesOf(prod)).map(([name, table]) => [
      name,
      Object(table.PointInTimeRecoverySpecification).RecoveryPeriodInDays,
    ]);
    expect(Object.fromEntries(recovery)).toEqual(
      Object.fromEntries(
        Object.keys(tables).map((name) => [
          name,
          ['users', 'chatrooms', 'counters', 'attendance'].includes(name) ? 35 : undefined,
        ]),
      ),
    );
  });

  it('have the keys and indexes that the functions define', () => {
    const { chatrooms } = tablesOf(prod);
    expect(chatrooms).toMatchObject({
      KeySchema: [{ AttributeName: 'chatroomId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'pending',
          KeySchema: [
            { AttributeName: 'pending', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        { IndexName: 'active', Projection: { ProjectionType: 'KEYS_ONLY' } },
        {
          IndexName: 'course',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'createdAt'] },
        },
      ],
    });
  });

  it('have a TTL attribute if the functions define one', () => {
    const expiring = Object.entries(tablesOf(prod)).filter(([, table]) => table.TimeToLiveSpecification);
    expect(expiring.map(([name]) => name).toSorted()).toEqual([
      'attempts',
      'attendance',
      'callbacks',
      'creations',
      'quotas',
      'sanctions',
    ]);
    for (const [, { TimeToLiveSpecification }] of expiring) {
      expect(TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    }
  });

  it('stay in prod when the stack is removed, and are removed with it in dev', () => {
    expect(Object.values(tablesOf(prod)).map((table) => table.DeletionProtectionEnabled)).not.toContain(
      false,
    );
    expect(policiesOf(prod, 'AWS::DynamoDB::Table')).toContainEqual(['RetainExceptOnCreate', 'Retain']);
    expect(new Set(policiesOf(prod, 'AWS::DynamoDB::Table').flat())).not.toContain('Delete');
    expect(Object.values(tablesOf(dev)).map((table) => table.DeletionProtectionEnabled)).not.toContain(true);
    expect(new Set(policiesOf(dev, 'AWS::DynamoDB::Table').flat())).toEqual(new Set(['Delete']));
  });

  it('are replaced by restored tables that the setting names', () => {
    const template = synthesizeTemplate({ stage: 'prod', restoredTables: 'chatrooms=rooms-of-yesterday' });
    expect(Object.keys(tablesOf(template))).not.toContain('chatrooms');
    const functions = [...resourcesOf(template, 'AWS::Lambda::Function').values()];
    const names = functions.map(({ Environment }) => Object(Environment).Variables?.CHATROOMS_TABLE);
    expect(new Set(names.filter(Boolean))).toEqual(new Set(['rooms-of-yesterday']));
    expect(JSON.stringify(template.Resources)).toContain(':table/rooms-of-yesterday/index/pending');
  });

  it('have a key of their own if the setting says so', () => {
    const template = synthesizeTemplate({ ownKey: 'true' });
    expect(Object.values(tablesOf(template))[0]?.SSESpecification).toMatchObject({
      SSEType: 'KMS',
      KMSMasterKeyId: expect.stringContaining('TablesKey'),
    });
    const [key] = resourcesOf(template, 'AWS::KMS::Key').values();
    expect(key?.EnableKeyRotation).toBe(true);
    // Whoever may use the table may use its key, and only through DynamoDB.
    expect(Object(key?.KeyPolicy).Statement[1]).toMatchObject({
      Principal: { AWS: '*' },
      Action: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ],
      Condition: {
        StringEquals: {
          'kms:CallerAccount': '000000000000',
          'kms:ViaService': 'dynamodb.local.amazonaws.com',
        },
      },
    });
    expect(resourcesOf(prod, 'AWS::KMS::Key').size).toBe(0);
  });
});

describe('the outputs', () => {
  it('name the tables and the namespace of the metric for `npm run restore`', () => {
    expect(Object.keys(prod.Outputs ?? {})).toEqual(
      expect.arrayContaining(['CountersTable', 'ChatroomsTable', 'MetricNamespace']),
    );
    expect(prod.Outputs?.MetricNamespace).toMatchObject({ Value: 'im-gateway/prod' });
  });
});

describe('a backup copy in another region', () => {
  const backupVaultArn = 'arn:aws:backup:ap-northeast-1:111122223333:backup-vault:im-gateway';
  const copied = synthesizeTemplate({
    stage: 'prod',
    backupVaultArn,
    restoredTables: 'users=users-restored',
  });

  it('is not made unless the setting names a vault', () => {
    expect(JSON.stringify(prod)).not.toContain('AWS::Backup');
  });

  it('is made every night of the tables that a restore needs, and kept for 35 days', () => {
    const [plan] = resourcesOf(copied, 'AWS::Backup::BackupPlan').values();
    expect(Object(plan?.BackupPlan).BackupPlanRule).toMatchObject([
      {
        ScheduleExpression: 'cron(0 18 * * ? *)',
        Lifecycle: { DeleteAfterDays: 35 },
        CopyActions: [{ DestinationBackupVaultArn: backupVaultArn, Lifecycle: { DeleteAfterDays: 35 } }],
      },
    ]);
    const [selection] = resourcesOf(copied, 'AWS::Backup::BackupSelection').values();
    const tablesOfCopy = Object(selection?.BackupSelection).Resources.map((arn: string) =>
      arn.replace(/^.*:table\/(?:Tables([a-z]+)\w{8}|(.+))$/, '$1$2'),
    );
    expect(tablesOfCopy).toEqual(['users-restored', 'chatrooms', 'attendance', 'counters']);
    expect(policiesOf(copied, 'AWS::Backup::BackupVault')).toEqual([['RetainExceptOnCreate', 'Retain']]);
  });
});

describe('the secret', () => {
  it('is made empty, and stays in prod', () => {
    const [rongCloud] = [...resourcesOf(prod, 'AWS::SecretsManager::Secret')].filter(([id]) =>
      id.startsWith('RongCloud'),
    );
    expect(Object.keys(rongCloud?.[1] ?? {})).toEqual(['Description', 'Tags']);
    expect(new Set(policiesOf(prod, 'AWS::SecretsManager::Secret').flat())).toEqual(
      new Set(['RetainExceptOnCreate', 'Retain']),
    );
  });

  it('appears nowhere in the template with a value', () => {
    const values = JSON.stringify([...resourcesOf(prod, 'AWS::Lambda::Function').values()]);
    expect(values).not.toMatch(/appKey|appSecret|resolve:secretsmanager/);
  });
});

describe('logs', () => {
  it('are kept for three months in prod and a week in the other stages', () => {
    const days = (template: typeof dev) => [
      ...new Set(
        [...resourcesOf(template, 'AWS::Logs::LogGroup').values()].map((one) => one.RetentionInDays),
      ),
    ];
    const staging = synthesizeTemplate({ stage: 'staging' });
    expect([days(prod), days(staging), days(dev)]).toEqual([[90], [7], [7]]);
  });
});
