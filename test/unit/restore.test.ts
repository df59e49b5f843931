import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { type RestoreDeps, restore } from '../../lib/operator/restore/restore.ts';

const to = new Date('2026-11-28T03:04:05.000Z');
const order = { stage: 'prod', tables: ['chatrooms', 'counters'], to, restoredTables: {} };

const folder = mkdtempSync(join(tmpdir(), 'im-gateway-restore-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

const resource = (ResourceType: string, LogicalResourceId: string, PhysicalResourceId: string) => ({
  ResourceType,
  LogicalResourceId,
  PhysicalResourceId,
});

/** The clients of a fake AWS account. The service is open while a function accepts calls or a schedule runs. */
class FakeAccount {
  readonly configFile = join(folder, 'cdk.json');
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
  /** Changes of data while the service was open. */
  readonly whileOpen: string[] = [];
  calls = 0;
  crashAt = Number.POSITIVE_INFINITY;
  /** The reserve in the template, and in that of the next deploy. */
  reserve: number | undefined = 30;
  nextReserve: number | undefined = 30;

  constructor() {
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
      tell: () => {},
    };
  }

  get restoredTables(): string {
    return JSON.parse(readFileSync(this.configFile, 'utf8')).context.stages.prod.restoredTables;
  }
}

const recovery = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 };
const expected = {
  outputs: { ChatroomsTable: 'rooms-20261128030405', CountersTable: 'ids-20261128030405' },
  restoredTables: 'chatrooms=rooms-20261128030405,counters=ids-20261128030405',
  raised: ['rooms-20261128030405', 'ids-20261128030405'],
  points: [
    ['rooms', to],
    ['ids', to],
  ],
  recovery: new Map([
    ['rooms-20261128030405', recovery],
    ['ids-20261128030405', recovery],
  ]),
  isProtected: new Set(['rooms-20261128030405', 'ids-20261128030405']),
  reserves: new Map([
    ['query', 30],
    ['callback', 30],
    ['reconcile', undefined],
  ]),
  rules: new Map([['every-minute', true]]),
  whileOpen: [],
};

describe('restore', () => {
  it('closes, restores, raises the ids, switches and opens', async () => {
    const account = new FakeAccount();
    await restore(order, account.deps());
    expect(account).toMatchObject(expected);
  });

  it('continues from a crash at any step, and opens the service only at the end', async () => {
    const whole = new FakeAccount();
    await restore(order, whole.deps());
    for (let crashAt = 1; crashAt <= whole.calls; crashAt += 1) {
      const account = new FakeAccount();
      account.crashAt = crashAt;
      await expect(restore(order, account.deps())).rejects.toThrow(/^crash at /);
      await restore(order, account.deps());
      expect(account, `crash at call ${crashAt}`).toMatchObject(expected);
    }
    expect(whole.calls).toBeGreaterThan(25);
  });

  it('leaves the ids alone if only accounts are restored, and opens with the reserve of the deploy', async () => {
    const account = new FakeAccount();
    account.nextReserve = undefined;
    await restore({ ...order, tables: ['users'] }, account.deps());
    expect(account.raised).toEqual([]);
    expect(account.restoredTables).toBe('users=accounts-20261128030405');
    expect(account.reserves.get('query')).toBeUndefined();
  });

  it('keeps the other restored tables of the setting, and raises the ids for either table with ids', async () => {
    const account = new FakeAccount();
    await restore({ ...order, tables: ['counters'] }, account.deps());
    expect(account.raised).toEqual(['rooms', 'ids-20261128030405']);
    const restoredTables = { counters: 'ids-20261128030405' };
    await restore({ ...order, tables: ['chatrooms'], restoredTables }, account.deps());
    expect(account.raised).toEqual(['rooms-20261128030405', 'ids-20261128030405']);
    expect(account.restoredTables).toBe('counters=ids-20261128030405,chatrooms=rooms-20261128030405');
  });

  it('turns the TTL of attendance on again, also after a crash', async () => {
    const account = new FakeAccount();
    await restore({ ...order, tables: ['attendance'] }, account.deps());
    const timeToLive = new Map([['visits-20261128030405', { AttributeName: 'expiresAt', Enabled: true }]]);
    expect(account.timeToLive).toEqual(timeToLive);
    await restore({ ...order, tables: ['attendance'] }, account.deps());
    expect(account.timeToLive).toEqual(timeToLive);
  });

  it('opens the service again without tables, after a restore that cannot end', async () => {
    const account = new FakeAccount();
    account.crashAt = 14;
    await expect(restore(order, account.deps())).rejects.toThrow('crash at');
    expect(account.rules).toEqual(new Map([['every-minute', false]]));
    const told: string[] = [];
    await restore({ ...order, tables: [] }, { ...account.deps(), tell: (line) => told.push(line) });
    expect(account.reserves).toEqual(expected.reserves);
    expect(account.rules).toEqual(expected.rules);
    expect([account.restoredTables, account.outputs.ChatroomsTable, account.raised]).toEqual([
      '',
      'rooms',
      [],
    ]);
    expect(told.at(-1)).toMatch(/^open\./);
  });

  it('says which table an earlier run restored to the same moment', async () => {
    const account = new FakeAccount();
    await restore(order, account.deps());
    const told: string[] = [];
    await restore(order, { ...account.deps(), tell: (line) => told.push(line) });
    expect(told).toContain('rooms-20261128030405 is there from an earlier run');
  });

  it.each(['rooms', 'sanctions'])(
    'refuses %s, which has no backup, before it closes anything',
    async (name) => {
      const account = new FakeAccount();
      const refused = restore({ ...order, tables: [name] }, account.deps());
      await expect(refused).rejects.toThrow(
        `${name} is no table that can be restored; these are users, chatrooms, attendance, counters`,
      );
      expect(account.calls).toBe(0);
    },
  );
});
