import { Duration } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { tables as definitions, isBackedUp, type TableDefinition } from '../../functions/contract/tables.ts';
import { acknowledge } from './checks.ts';
import { removalPolicy, type Stage } from './stages.ts';
import type { Tables } from './tables.ts';

/** The same as the period of point-in-time recovery. */
const keptFor = Duration.days(35);

/** 18:00 UTC is 2 o'clock in China. */
const nightly = Schedule.cron({ minute: '0', hour: '18' });

export interface BackupCopyProps {
  readonly tables: Tables;
  readonly vaultArn: string;
  readonly stage: Stage;
}

/** Every night backs up the tables that a restore needs, and copies the backups to another region. */
export class BackupCopy extends Construct {
  constructor(scope: Construct, id: string, { tables, vaultArn, stage }: BackupCopyProps) {
    super(scope, id);
    const backupVault = new BackupVault(this, 'Vault', { removalPolicy: removalPolicy(stage) });
    const destinationBackupVault = BackupVault.fromBackupVaultArn(this, 'OtherRegion', vaultArn);
    const plan = new BackupPlan(this, 'Plan', {
      backupVault,
      backupPlanRules: [
        new BackupPlanRule({
          scheduleExpression: nightly,
          deleteAfter: keptFor,
          copyActions: [{ destinationBackupVault, deleteAfter: keptFor }],
        }),
      ],
    });
    const kept = Object.entries<TableDefinition>(definitions).flatMap(([name, definition]) =>
      isBackedUp(definition) ? (tables.byName.get(name) ?? []) : [],
    );
    const selection = plan.addSelection('Tables', { resources: kept.map(BackupResource.fromDynamoDbTable) });
    acknowledge(selection, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
        "AWS Backup's own policy: AWS extends it when the service needs more.",
    });
  }
}
