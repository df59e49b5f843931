import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { DashboardProps } from './dashboard.ts';
import { prices } from './prices.ts';
import { memoryMb } from './service-function.ts';

/** What the units of some metrics cost. Metric math uses the metrics by short names: `ms0`, `ms1` … */
const priced = (prefix: string, dollars: number, metrics: readonly IMetric[]) => ({
  dollars,
  metrics: Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric])),
});

export function costPerDay({
  functions,
  gateway,
  tables,
}: Pick<DashboardProps, 'functions' | 'gateway' | 'tables'>): IMetric {
  const period = Duration.days(1);
  const lambdas = [...functions.values()].map(({ lambda }) => lambda);
  const each = [...tables.byName.values()];
  const calls = [gateway.restApi.metricCount({ period })];
  const ms = lambdas.map((one) => one.metricDuration({ statistic: 'Sum', period }));
  const reads = each.map((one) => one.metricConsumedReadCapacityUnits({ period }));
  const writes = each.map((one) => one.metricConsumedWriteCapacityUnits({ period }));
  const all = [
    priced('call', prices.gatewayPerCall + prices.lambdaPerCall, calls),
    priced('ms', (memoryMb / 1_024 / 1_000) * prices.lambdaPerGbSecond, ms),
    priced('read', prices.dynamoDbPerReadUnit, reads),
    priced('write', prices.dynamoDbPerWriteUnit, writes),
  ];
  const parts = all.map(({ metrics, dollars }) => {
    const filled = Object.keys(metrics).map((name) => `FILL(${name}, 0)`);
    // Metric math does not accept exponents such as 1.25e-7.
    return `(${filled.join(' + ')}) * ${dollars.toFixed(15)}`;
  });
  return new MathExpression({
    expression: parts.join(' + '),
    usingMetrics: Object.assign({}, ...all.map(({ metrics }) => metrics)),
    label: 'dollars',
    period,
  });
}
