import { Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  tables as definitions,
  type IndexDefinition,
  isBackedUp,
  type Key as KeyAttribute,
  type TableAction,
  type TableDefinition,
  type TableName,
  tableVariable,
} from '../../functions/contract/tables.ts';
import { acknowledge } from './checks.ts';
import type { ServiceFunction } from './service-function.ts';
import { removalPolicy, type Stage } from './stages.ts';

/** DynamoDB's maximum for point-in-time recovery. Tables whose items expire by themselves need none. */
const recoveryDays = 35;

export interface TablesProps {
  readonly stage: Stage;
  /** Whether a key of this stack encrypts the tables, instead of AWS's key for DynamoDB. */
  readonly ownKey: boolean;
  /** Names of tables that a restore made, which replace the stack's own. */
  readonly restored: Readonly<Record<string, string>>;
}

const attribute = ({ name, type }: KeyAttribute) => ({
  name,
  type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
});

const indexProps = (indexName: string, { partitionKey, sortKey, attributes }: IndexDefinition) => ({
  indexName,
  partitionKey: attribute(partitionKey),
  sortKey: attribute(sortKey),
  ...(attributes === undefined
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...attributes] }),
});

export class Tables extends Construct {
  readonly byName: ReadonlyMap<string, ITable>;

  constructor(scope: Construct, id: string, props: TablesProps) {
    super(scope, id);
    const key = props.ownKey ? this.createKey(props.stage) : undefined;
    this.byName = new Map(
      Object.entries<TableDefinition>(definitions).map(([name, definition]) => {
        const restored = props.restored[name];
        const table =
          restored === undefined
            ? this.createTable(name, definition, { stage: props.stage, key })
            : Table.fromTableName(this, name, restored);
        return [name, table];
      }),
    );
  }

  bind(target: ServiceFunction, name: TableName, actions: readonly TableAction[]): void {
    const table = this.byName.get(name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    target.lambda.addEnvironment(tableVariable(name), table.tableName);
    for (const [resource, allowed] of Map.groupBy(actions, (action) => resourceOf(table, action))) {
      target.allow(allowed.flatMap(iamActions), [resource]);
    }
  }

  private createTable(
    name: string,
    definition: TableDefinition,
    { stage, key }: { stage: Stage; key: Key | undefined },
  ): Table {
    const { partitionKey, sortKey, timeToLive, indexes = {} } = definition;
    const table = new Table(this, name, {
      partitionKey: attribute(partitionKey),
      ...(sortKey === undefined ? {} : { sortKey: attribute(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: isBackedUp(definition)
        ? { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: recoveryDays }
        : { pointInTimeRecoveryEnabled: false },
      deletionProtection: !stage.isRemovable,
      removalPolicy: removalPolicy(stage),
      ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
      ...(key === undefined
        ? { encryption: TableEncryption.AWS_MANAGED }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
    if (!isBackedUp(definition)) {
      acknowledge(table, { 'AwsSolutions-DDB3': 'Its items expire by themselves within a month or less.' });
    }
    for (const [indexName, index] of Object.entries(indexes)) {
      table.addGlobalSecondaryIndex(indexProps(indexName, index));
    }
    return table;
  }

  /** Usable through DynamoDB by everybody who may use the table, as AWS's key for DynamoDB is. */
  private createKey(stage: Stage): Key {
    const key = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: removalPolicy(stage) });
    const { account, region, urlSuffix } = Stack.of(this);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': `dynamodb.${region}.${urlSuffix}`,
          },
        },
      }),
    );
    return key;
  }
}

/** An action and, of a query, the index. */
const parts = (action: TableAction) => action.split(' ') as [string, string?];

/** An item is read alone or in a batch, depending on the other reads of the turn (functions/dynamodb/items.ts). */
const iamActions = (action: TableAction) =>
  action === 'GetItem' ? ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] : [`dynamodb:${parts(action)[0]}`];

const resourceOf = ({ tableArn }: ITable, action: TableAction) => {
  const [, index] = parts(action);
  return index === undefined ? tableArn : `${tableArn}/index/${index}`;
};
