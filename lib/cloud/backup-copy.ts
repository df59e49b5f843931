import { Duration } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { isBackedUp, recoveryDays, tables as tableDefinitions } from '../../functions/contract/tables.ts';
import { acknowledge } from './checks.ts';
import type { CloudSettings } from './settings.ts';
import { removalPolicy } from './stages.ts';
import type { Tables } from './tables.ts';

const deleteAfter = Duration.days(recoveryDays);

/** 18:00 UTC is 2 o'clock in China. */
const nightly = Schedule.cron({ minute: '0', hour: '18' });

/** Every night backs up the tables that a restore needs, and copies the backups to another region. */
export class BackupCopy extends Construct {
  constructor(scope: Construct, tables: Tables, settings: CloudSettings) {
    super(scope, 'BackupCopy');
    const backupVault = new BackupVault(this, 'Vault', { removalPolicy: removalPolicy(settings) });
    const destinationBackupVault = BackupVault.fromBackupVaultArn(
      this,
      'OtherRegion',
      settings.backupVaultArn,
    );
    const rule = new BackupPlanRule({
      scheduleExpression: nightly,
      deleteAfter,
      copyActions: [{ destinationBackupVault, deleteAfter }],
    });
    const plan = new BackupPlan(this, 'Plan', { backupVault, backupPlanRules: [rule] });
    const backedUp = [...tables].filter(([name]) => isBackedUp(tableDefinitions[name]));
    const resources = backedUp.map(([, table]) => BackupResource.fromDynamoDbTable(table));
    acknowledge(plan.addSelection('Tables', { resources }), {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
        "AWS Backup's own policy: AWS extends it when the service needs more.",
    });
  }
}
