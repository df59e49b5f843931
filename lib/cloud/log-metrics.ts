import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { type FailureCode, failures } from '../../functions/contract/failure.ts';
import { lastIdMetric } from '../operator/rooms/last-id-metric.ts';
import type { EndpointFunction } from './endpoint-function.ts';

interface LogFilter {
  readonly pattern: string;
  /** A number, or the field that holds it. @default 1 */
  readonly value?: string;
  /** A metric of its own for each value of this field. */
  readonly by?: { readonly dimension: string; readonly field: string };
}

const codesFrom500 = Object.entries(failures)
  .filter(([, status]) => status >= 500)
  .map(([code]) => `$.message.code = "${code}"`);

/** What is counted from the one line that a function logs for each call, and from Lambda's own report on it. */
const ofEveryEndpoint = {
  Calls: { pattern: '{ $.message.code = "*" }', by: { dimension: 'code', field: '$.message.code' } },
  ServerFailures: { pattern: `{ ${codesFrom500.join(' || ')} }` },
  LoginCountersUnavailable: { pattern: '{ $.message.event = "login-counters-unavailable" }' },
  StartUpMs: {
    pattern: '{ $.type = "platform.report" && $.record.metrics.initDurationMs > 0 }',
    value: '$.record.metrics.initDurationMs',
  },
  TimeOuts: { pattern: '{ $.type = "platform.report" && $.record.status = "timeout" }' },
} as const satisfies Record<string, LogFilter>;

const ofRongCloudCallers = {
  UpstreamFailures: {
    pattern:
      '{ $.message.code = "UPSTREAM_REJECTED" || $.message.code = "UPSTREAM_UNAVAILABLE" || $.message.code = "UPSTREAM_BUSY" }',
  },
  Refusals: {
    pattern: '{ $.message.rongCloudCode > 0 }',
    by: { dimension: 'rongCloudCode', field: '$.message.rongCloudCode' },
  },
  CircuitOpen: { pattern: '{ $.message.problem = "the circuit is open" }' },
  SecretUnreadable: {
    pattern: '{ $.message.call = "secretsmanager/GetSecretValue" && $.message.remedy = "*" }',
  },
  SecretAgeSeconds: {
    pattern: '{ $.message.event = "rongcloud-secret-stale" }',
    value: '$.message.ageSeconds',
  },
} as const satisfies Record<string, LogFilter>;

/** A run that ended well tells what it did; each run tells the comparison of the whole day so far. */
const ofReconciler = {
  ReconcilerRuns: { pattern: '{ $.message.run = "reconcile" && $.message.destroyed >= 0 }' },
  RoomsPutOff: { pattern: '{ $.message.failed > 0 }', value: '$.message.failed' },
  RoomsGivenUp: { pattern: '{ $.message.givenUp > 0 }', value: '$.message.givenUp' },
  RoomsLost: { pattern: '{ $.message.lost >= 0 }', value: '$.message.lost' },
  /** CloudWatch keeps it for 15 months; after a restore, ids go on above it (npm run rooms). */
  [lastIdMetric]: { pattern: '{ $.message.lastId >= 0 }', value: '$.message.lastId' },
  RoomsUndead: { pattern: '{ $.message.undead >= 0 }', value: '$.message.undead' },
} as const satisfies Record<string, LogFilter>;

const ofAccessLog = {
  GatewayThrottled: { pattern: '{ $.error = "THROTTLED" }' },
} as const satisfies Record<string, LogFilter>;

export type LogMetricName =
  | keyof typeof ofEveryEndpoint
  | keyof typeof ofRongCloudCallers
  | keyof typeof ofReconciler
  | keyof typeof ofAccessLog;

export interface LogMetricsProps {
  readonly stageName: string;
  readonly functions: ReadonlyMap<keyof typeof endpoints, EndpointFunction>;
  readonly reconcilerLog: ILogGroup;
  readonly accessLog: ILogGroup;
}

/**
 * Metrics that CloudWatch counts from the logs. They cost no time in a call, and a new one needs no new code in
 * a function. All functions count into the same metrics.
 */
export class LogMetrics extends Construct {
  readonly namespace: string;

  constructor(
    scope: Construct,
    id: string,
    { stageName, functions, reconcilerLog, accessLog }: LogMetricsProps,
  ) {
    super(scope, id);
    this.namespace = `im-gateway/${stageName}`;
    for (const [name, { logGroup }] of functions) {
      this.count(name, logGroup, ofEveryEndpoint);
      if ('rongCloud' in endpoints[name].access) this.count(name, logGroup, ofRongCloudCallers);
    }
    this.count('reconcile', reconcilerLog, ofReconciler);
    this.count('gateway', accessLog, ofAccessLog);
  }

  sum(metricName: LogMetricName, period = Duration.minutes(5)): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: 'Sum', period });
  }

  maximum(metricName: LogMetricName, period = Duration.minutes(5)): Metric {
    return this.sum(metricName, period).with({ statistic: 'Maximum' });
  }

  calls(code: FailureCode | 'OK', period = Duration.minutes(5)): Metric {
    return this.sum('Calls', period).with({ dimensionsMap: { code }, label: code });
  }

  refusals(rongCloudCode: number, period = Duration.minutes(5)): Metric {
    return this.sum('Refusals', period).with({ dimensionsMap: { rongCloudCode: String(rongCloudCode) } });
  }

  private count(source: string, logGroup: ILogGroup, filters: Readonly<Record<string, LogFilter>>): void {
    for (const [metricName, { pattern, value = '1', by }] of Object.entries(filters)) {
      new MetricFilter(this, `${source}-${metricName}`, {
        logGroup,
        metricNamespace: this.namespace,
        metricName,
        metricValue: value,
        filterPattern: FilterPattern.literal(pattern),
        ...(by === undefined ? {} : { dimensions: { [by.dimension]: by.field } }),
      });
    }
  }
}
