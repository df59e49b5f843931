import { Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  tables as definitions,
  type IndexDefinition,
  isBackedUp,
  type Key as KeyAttribute,
  recoveryDays,
  type TableDefinition,
  type TableName,
} from '../../functions/contract/tables.ts';
import { acknowledge } from './checks.ts';
import type { CloudSettings } from './settings.ts';
import { isProd, removalPolicy } from './stages.ts';

export type Tables = ReadonlyMap<TableName, ITable>;

const attribute = ({ name, type }: KeyAttribute) => ({
  name,
  type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
});

const indexProps = (indexName: string, { partitionKey, sortKey, attributes }: IndexDefinition) => ({
  indexName,
  partitionKey: attribute(partitionKey),
  sortKey: attribute(sortKey),
  projectionType: attributes ? ProjectionType.INCLUDE : ProjectionType.KEYS_ONLY,
  nonKeyAttributes: attributes && [...attributes],
});

/** The tables of the definitions, or those that a restore made and the setting names. */
export function createTables(scope: Construct, settings: CloudSettings): Tables {
  const tables = new Construct(scope, 'Tables');
  const encryptionKey = settings.ownKey ? createKey(tables, settings) : undefined;
  const ofAll = {
    billingMode: BillingMode.PAY_PER_REQUEST,
    deletionProtection: isProd(settings),
    removalPolicy: removalPolicy(settings),
    encryption: encryptionKey ? TableEncryption.CUSTOMER_MANAGED : TableEncryption.AWS_MANAGED,
    encryptionKey,
  };
  const rows = Object.entries(definitions) as [TableName, TableDefinition][];
  return new Map(
    rows.map(([name, definition]) => {
      const restored = settings.restoredTables[name];
      const table =
        restored === undefined
          ? createTable(tables, name, definition, ofAll)
          : Table.fromTableName(tables, name, restored);
      return [name, table];
    }),
  );
}

function createTable(
  scope: Construct,
  name: string,
  definition: TableDefinition,
  ofAll: Omit<TableProps, 'partitionKey'>,
): Table {
  const { partitionKey, sortKey, timeToLive, indexes = {} } = definition;
  const pointInTimeRecoveryEnabled = isBackedUp(definition);
  const table = new Table(scope, name, {
    ...ofAll,
    partitionKey: attribute(partitionKey),
    sortKey: sortKey && attribute(sortKey),
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled,
      recoveryPeriodInDays: pointInTimeRecoveryEnabled ? recoveryDays : undefined,
    },
    timeToLiveAttribute: timeToLive,
  });
  if (!pointInTimeRecoveryEnabled) {
    acknowledge(table, { 'AwsSolutions-DDB3': 'Its items expire by themselves within a month or less.' });
  }
  for (const [indexName, index] of Object.entries(indexes)) {
    table.addGlobalSecondaryIndex(indexProps(indexName, index));
  }
  return table;
}

/** Usable through DynamoDB by everybody who may use the table, as AWS's key for DynamoDB is. */
function createKey(scope: Construct, settings: CloudSettings): Key {
  const key = new Key(scope, 'Key', { enableKeyRotation: true, removalPolicy: removalPolicy(settings) });
  const { account, region, urlSuffix } = Stack.of(scope);
  const throughDynamoDb = new AnyPrincipal().withConditions({
    StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` },
  });
  key.grantEncryptDecrypt(throughDynamoDb);
  key.grant(throughDynamoDb, 'kms:CreateGrant', 'kms:DescribeKey');
  return key;
}
