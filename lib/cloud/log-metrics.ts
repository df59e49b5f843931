import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { type FailureCode, failures } from '../../functions/contract/failure.ts';
import { lastIdMetric, releaseCheck } from '../../functions/contract/scheduled.ts';

interface LogFilter {
  readonly pattern: string;
  /** A number, or the field that holds it. @default 1 */
  readonly value?: string;
  /** The metric's dimension: a field of the message. */
  readonly by?: string;
}

const anyOf = (field: string, values: readonly string[]) =>
  `{ ${values.map((value) => `$.message.${field} = "${value}"`).join(' || ')} }`;

const codesFrom500 = Object.entries(failures).flatMap(([code, { status }]) => (status >= 500 ? [code] : []));
const upstreamCodes = codesFrom500.filter((code) => code.startsWith('UPSTREAM_'));

/** Lists the few endpoints that never call RongCloud, because a pattern has at most 1,024 characters. */
const notOfRongCloud = Object.entries<EndpointRow>(endpoints)
  .filter(([, { access }]) => !access.rongCloud)
  .map(([name]) => ` && $.message.endpoint != "${name}"`)
  .join('');

/** A call of an app. A release makes hundreds of its own, with wrong passwords: they must not look like an attack. */
const ofApps = `$.message.code = "*" && $.message.endpoint = "*" && $.message.requestId != "${releaseCheck.requestId}"`;

/** Counted from the line that a function logs for each call or run, and from Lambda's own report on it. */
const ofFunctions = {
  Calls: { pattern: `{ ${ofApps} }` },
  CallsByCode: { pattern: `{ ${ofApps} }`, by: 'code' },
  ServerFailures: { pattern: anyOf('code', codesFrom500) },
  /** Faults that a bad version shows in its first minutes, by endpoint. */
  Faults: { pattern: '{ $.message.code = "INTERNAL" && $.message.endpoint = "*" }', by: 'endpoint' },
  RongCloudCalls: { pattern: `{ ${ofApps}${notOfRongCloud} }` },
  UpstreamFailures: { pattern: anyOf('code', upstreamCodes) },
  Refusals: { pattern: '{ $.message.rongCloudCode > 0 }', by: 'rongCloudCode' },
  CircuitOpen: { pattern: '{ $.message.problem = "the circuit is open" }' },
  SecretUnreadable: {
    pattern: '{ $.message.call = "secretsmanager/GetSecretValue" && $.message.remedy = "*" }',
  },
  SecretAgeSeconds: {
    pattern: '{ $.message.event = "rongcloud-secret-stale" }',
    value: '$.message.ageSeconds',
  },
  LoginCountersUnavailable: { pattern: '{ $.message.event = "login-counters-unavailable" }' },
  StartUpMs: {
    pattern: '{ $.type = "platform.report" && $.record.metrics.initDurationMs > 0 }',
    value: '$.record.metrics.initDurationMs',
  },
  Timeouts: { pattern: '{ $.type = "platform.report" && $.record.status = "timeout" }' },
  /** Counts in the log line of a successful run. */
  ReconcilerRuns: { pattern: '{ $.message.run = "reconcile" && $.message.destroyed >= 0 }' },
  ChatroomsPending: { pattern: '{ $.message.failed > 0 }', value: '$.message.failed' },
  ChatroomsGivenUp: { pattern: '{ $.message.givenUp > 0 }', value: '$.message.givenUp' },
  ChatroomsMissing: { pattern: '{ $.message.missing >= 0 }', value: '$.message.missing' },
  EventsUnreported: { pattern: '{ $.message.unreported >= 0 }', value: '$.message.unreported' },
  /** CloudWatch keeps it for 15 months; after a restore, ids continue above it (npm run restore). */
  [lastIdMetric]: { pattern: '{ $.message.lastId >= 0 }', value: '$.message.lastId' },
} as const satisfies Record<string, LogFilter>;

const ofAccessLog = {
  GatewayThrottled: { pattern: '{ $.error = "THROTTLED" }' },
} as const satisfies Record<string, LogFilter>;

type LogMetricName = keyof typeof ofFunctions | keyof typeof ofAccessLog;

/** Metrics that CloudWatch counts from the logs: they cost no time in a call, and a new one needs no new code. */
export class LogMetrics extends Construct {
  readonly namespace: string;

  constructor(scope: Construct, stage: string, functionLog: ILogGroup, accessLog: ILogGroup) {
    super(scope, 'LogMetrics');
    this.namespace = `im-gateway/${stage}`;
    this.count(functionLog, ofFunctions);
    this.count(accessLog, ofAccessLog);
  }

  sum(metricName: LogMetricName, period = Duration.minutes(5)): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: 'Sum', period });
  }

  maximum(metricName: LogMetricName, period = Duration.minutes(5)): Metric {
    return this.sum(metricName, period).with({ statistic: 'Maximum' });
  }

  calls(code: FailureCode): Metric {
    return this.sum('CallsByCode').with({ dimensionsMap: { code }, label: code });
  }

  faults(endpoint: string): Metric {
    return this.sum('Faults', Duration.minutes(1)).with({ dimensionsMap: { endpoint } });
  }

  refusals(rongCloudCode: number, period = Duration.minutes(5)): Metric {
    return this.sum('Refusals', period).with({ dimensionsMap: { rongCloudCode: String(rongCloudCode) } });
  }

  private count(logGroup: ILogGroup, filters: Readonly<Record<string, LogFilter>>): void {
    for (const [metricName, { pattern, value: metricValue = '1', by }] of Object.entries(filters)) {
      new MetricFilter(this, metricName, {
        logGroup,
        metricNamespace: this.namespace,
        metricName,
        metricValue,
        filterPattern: FilterPattern.literal(pattern),
        dimensions: by ? { [by]: `$.message.${by}` } : undefined,
      });
    }
  }
}
