import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** Metrics under short names, by which a metric math expression uses them: `f0`, `f1` … */
export const named = (prefix: string, metrics: readonly IMetric[]): Record<string, IMetric> =>
  Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric]));
