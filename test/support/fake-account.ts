import { readFileSync, writeFileSync } from 'node:fs';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { RestoreDeps } from '../../lib/operator/restore/restore.ts';

type Input = Readonly<Record<string, unknown>>;

/** The part of the SDK's interface that the fake uses. */
interface MiddlewareStack {
  add(
    middleware: (
      next: unknown,
      context: { readonly commandName?: string },
    ) => (args: { readonly input: Input }) => Promise<{ output: object | undefined; response: object }>,
    options: { readonly step: 'serialize'; readonly priority: 'high' },
  ): void;
}

const resource = (
  ResourceType: string,
  LogicalResourceId: string,
  PhysicalResourceId: string,
  ResourceStatus = 'UPDATE_COMPLETE',
) => ({
  ResourceStatus,
  ResourceType,
  LogicalResourceId,
  PhysicalResourceId,
});

/** The clients of a fake AWS account. The service is open while a function accepts calls or a schedule runs. */
export class FakeAccount {
  readonly configFile: string;
  readonly reserves = new Map<string, unknown>([
    ['query', 30],
    ['callback', 30],
    ['reconcile', undefined],
  ]);
  readonly rules = new Map([['every-minute', true]]);
  /** How often each table is described before it is active. */
  readonly waits = new Map([
    ['rooms', 0],
    ['ids', 0],
    ['accounts', 0],
    ['visits', 0],
  ]);
  readonly timeToLive = new Map<string, unknown>();
  readonly recovery = new Map<string, unknown>();
  readonly isProtected = new Set<unknown>();
  outputs: Record<string, string> = {
    UsersTable: 'accounts',
    ChatroomsTable: 'rooms',
    CountersTable: 'ids',
    AttendanceTable: 'visits',
    MetricNamespace: 'im-gateway/prod',
  };
  /** The tables with ids that were raised. */
  raised: unknown[] = [];
  readonly points: unknown[] = [];
  /** The lines that the restore printed. */
  readonly printed: string[] = [];
  /** Changes of data while the service was open. */
  readonly whileOpen: string[] = [];
  calls = 0;
  crashAt = Number.POSITIVE_INFINITY;
  /** The reserve in the template, and in that of the next deploy. */
  reserve: number | undefined = 30;
  nextReserve: number | undefined = 30;

  constructor(configFile: string) {
    this.configFile = configFile;
    writeFileSync(this.configFile, JSON.stringify({ context: { stages: { prod: { region: 'china' } } } }));
  }

  private step(what: string): void {
    this.calls += 1;
    if (this.calls === this.crashAt) throw new Error(`crash at ${what}`);
    const isOpen =
      [...this.reserves.values()].some((one) => one !== 0) || [...this.rules.values()].some(Boolean);
    if (isOpen && /Restore|UpdateItem|PutMetricData|deploy/.test(what)) this.whileOpen.push(what);
  }

  /** The replies of AWS, by the name of the command. */
  private readonly commands: Readonly<Record<string, (input: Input) => object>> = {
    GetTemplateCommand: () => {
      const reserved = { Properties: { ReservedConcurrentExecutions: this.reserve } };
      const Resources = { Query: reserved, Callback: reserved, Reconcile: { Properties: {} } };
      return { TemplateBody: JSON.stringify({ Resources }) };
    },
    ListStackResourcesCommand: () => ({
      StackResourceSummaries: [
        resource('AWS::Lambda::Function', 'Query', 'query'),
        resource('AWS::Lambda::Function', 'Callback', 'callback'),
        resource('AWS::Lambda::Function', 'Reconcile', 'reconcile'),
        resource('AWS::Events::Rule', 'Rule', 'every-minute'),
        resource('AWS::SNS::Topic', 'Topic', 'topic'),
        resource('AWS::Lambda::Function', 'Gone', 'gone', 'DELETE_COMPLETE'),
        resource('AWS::Events::Rule', 'GoneRule', 'gone', 'DELETE_COMPLETE'),
      ],
    }),
    DisableRuleCommand: ({ Name }) => this.rules.set(String(Name), false),
    EnableRuleCommand: ({ Name }) => this.rules.set(String(Name), true),
    PutFunctionConcurrencyCommand: ({ FunctionName, ReservedConcurrentExecutions }) =>
      this.reserves.set(String(FunctionName), ReservedConcurrentExecutions),
    DeleteFunctionConcurrencyCommand: ({ FunctionName }) =>
      this.reserves.set(String(FunctionName), undefined),
    DescribeTableCommand: ({ TableName }) => {
      const left = this.waits.get(String(TableName));
      if (left === undefined) throw new ResourceNotFoundException({ message: '', $metadata: {} });
      this.waits.set(String(TableName), left - 1);
      return { Table: { TableStatus: left > 0 ? 'CREATING' : 'ACTIVE' } };
    },
    RestoreTableToPointInTimeCommand: ({ SourceTableName, TargetTableName, RestoreDateTime }) => {
      if (this.waits.has(String(TargetTableName))) throw new Error(`${TargetTableName} exists`);
      this.points.push([SourceTableName, RestoreDateTime]);
      return this.waits.set(String(TargetTableName), 2);
    },
    UpdateContinuousBackupsCommand: ({ TableName, PointInTimeRecoverySpecification }) =>
      this.recovery.set(String(TableName), PointInTimeRecoverySpecification),
    UpdateTableCommand: ({ TableName, DeletionProtectionEnabled }) =>
      DeletionProtectionEnabled ? this.isProtected.add(TableName) : {},
    DescribeTimeToLiveCommand: ({ TableName }) => ({
      TimeToLiveDescription: {
        TimeToLiveStatus: this.timeToLive.has(String(TableName)) ? 'ENABLING' : 'DISABLED',
      },
    }),
    UpdateTimeToLiveCommand: ({ TableName, TimeToLiveSpecification }) => {
      if (this.timeToLive.has(String(TableName))) throw new Error('TimeToLive is already enabled');
      return this.timeToLive.set(String(TableName), TimeToLiveSpecification);
    },
    GetItemCommand: () => ({ Item: { last: { N: '7' } } }),
    ScanCommand: ({ TableName }) => {
      this.raised = [TableName];
      return { Items: [] };
    },
    UpdateItemCommand: ({ TableName }) => {
      this.raised = [...this.raised.slice(0, 1), TableName];
      return {};
    },
    GetMetricStatisticsCommand: () => ({ Datapoints: [] }),
    PutMetricDataCommand: () => ({}),
  };

  /** Adds to a client a middleware that replies in place of AWS. */
  private fake<Client extends object>(client: Client): Client {
    // Each client types its own inputs.
    const { middlewareStack } = client as unknown as { middlewareStack: MiddlewareStack };
    middlewareStack.add(
      (_next, { commandName = '' }) =>
        async ({ input }) => {
          this.step(commandName);
          return { output: this.commands[commandName]?.(input), response: {} };
        },
      { step: 'serialize', priority: 'high' },
    );
    return client;
  }

  deps(): RestoreDeps {
    const options = { region: 'local' };
    return {
      cloudFormation: this.fake(new CloudFormationClient(options)),
      cloudWatch: this.fake(new CloudWatchClient(options)),
      dynamoDb: this.fake(new DynamoDBClient(options)),
      events: this.fake(new EventBridgeClient(options)),
      lambda: this.fake(new LambdaClient(options)),
      configFile: this.configFile,
      outputs: async () => {
        this.step('outputs');
        const outputs = { ...this.outputs };
        return (name) => outputs[name] ?? '';
      },
      deploy: async () => {
        this.step('deploy');
        this.reserve = this.nextReserve;
        for (const pair of this.restoredTables.split(',')) {
          const [table = '', name = ''] = pair.split('=');
          this.outputs[`${table.charAt(0).toUpperCase()}${table.slice(1)}Table`] = name;
        }
      },
      pause: async () => this.step('pause'),
      tell: (line) => this.printed.push(line),
    };
  }

  get restoredTables(): string {
    return JSON.parse(readFileSync(this.configFile, 'utf8')).context.stages.prod.restoredTables;
  }
}
