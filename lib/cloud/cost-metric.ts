import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { EndpointFunction } from './endpoint-function.ts';
import { prices } from './prices.ts';
import type { Gateway } from './rest-api.ts';
import { memoryMb } from './service-function.ts';
import type { Tables } from './tables.ts';

const day = Duration.days(1);

export interface CostMetricProps {
  readonly functions: ReadonlyMap<string, EndpointFunction>;
  readonly gateway: Gateway;
  readonly tables: Tables;
}

/** Metrics under short names, by which a metric math expression uses them: `f0`, `f1` … */
const named = (prefix: string, metrics: readonly IMetric[]): Record<string, IMetric> =>
  Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric]));

/** The cost of a day's calls for API Gateway, Lambda and DynamoDB. */
export function costPerDay({ functions, gateway, tables }: CostMetricProps): IMetric {
  const lambdas = [...functions.values()].map(({ lambda }) => lambda);
  const each = [...tables.byName.values()];
  const gbSecondsPerMs = memoryMb / 1_024 / 1_000;
  const priced = [
    {
      metrics: { calls: gateway.restApi.metricCount({ period: day }) },
      dollars: prices.gatewayPerCall + prices.lambdaPerCall,
    },
    {
      metrics: named(
        'ms',
        lambdas.map((one) => one.metricDuration({ statistic: 'Sum', period: day })),
      ),
      dollars: gbSecondsPerMs * prices.lambdaPerGbSecond,
    },
    {
      metrics: named(
        'read',
        each.map((one) => one.metricConsumedReadCapacityUnits({ period: day })),
      ),
      dollars: prices.dynamoDbPerReadUnit,
    },
    {
      metrics: named(
        'write',
        each.map((one) => one.metricConsumedWriteCapacityUnits({ period: day })),
      ),
      dollars: prices.dynamoDbPerWriteUnit,
    },
  ];
  const parts = priced.map(({ metrics, dollars }) => {
    const filled = Object.keys(metrics).map((name) => `FILL(${name}, 0)`);
    // Metric math does not accept exponents such as 1.25e-7.
    return `(${filled.join(' + ')}) * ${dollars.toFixed(15)}`;
  });
  return new MathExpression({
    expression: parts.join(' + '),
    usingMetrics: Object.assign({}, ...priced.map(({ metrics }) => metrics)),
    label: 'dollars',
    period: day,
  });
}
