/**
 * AWS's prices on 2026-11-23 in us-east-1, in dollars, without free tiers. Source: each service's pricing page. Other
 * regions differ by up to a third.
 */
export const pricedOn = '2026-11-23';

export const prices = {
  gatewayPerCall: 3.5e-6,
  lambdaPerCall: 0.2e-6,
  /** arm64. */
  lambdaPerGbSecond: 0.0000133334,
  dynamoDbPerReadUnit: 0.125e-6,
  dynamoDbPerWriteUnit: 0.625e-6,
  logsPerGb: 0.5,
  tracesPerTrace: 5e-6,
} as const;
