import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { barChart } from '../report/bar-chart.ts';
import type { Part } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { callNames } from '../warm/warm.ts';
import { assumed, callMs, costOfMillion, total } from './cost-of-calls.ts';
import { pricedOn } from './prices.ts';
import { usageOf } from './usage.ts';

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

export const cost: Part = {
  name: 'cost',
  run: async () => {
    // Names of rows in test/contract/operations.md, where a test holds the figures.
    const results = callNames.map((name) => ({ name, used: usageOf(name) }));
    const priced = results.map(({ name, used }) => ({ name, used, ...costOfMillion(used, memoryMb) }));
    return {
      title: 'Cost of a million calls',
      notes: [
        `List prices of ${pricedOn} in us-east-1 without free tiers (test/bench/cost/prices.ts), ${memoryMb} MB on arm64. Units and trips are those of test/contract/operations.md. Assumed: a DynamoDB trip ${assumed.databaseTripMs} ms, a RongCloud call ${assumed.rongCloudCallMs} ms in the same city, a password hash ${assumed.hashMs} ms of one core.`,
      ],
      tables: [
        {
          head: ['call', 'ms', 'gateway', 'Lambda', 'DynamoDB', 'logs', 'traces', 'total'],
          rows: priced.map(({ name, used, ...parts }) => [
            name,
            Math.round(callMs(used, memoryMb)),
            ...[parts.gateway, parts.lambda, parts.dynamoDb, parts.logs, parts.traces].map(dollars),
            dollars(total(parts)),
          ]),
        },
      ],
      plots: {
        cost: barChart({
          title: 'US dollars per million calls',
          write: dollars,
          parts: {
            gateway: colours.axis,
            Lambda: colours.ours,
            DynamoDB: colours.other,
            'logs and traces': colours.third,
          },
          bars: priced.map(({ name, gateway, lambda, dynamoDb, logs, traces }) => ({
            name,
            values: [gateway, lambda, dynamoDb, logs + traces],
          })),
        }),
      },
    };
  },
};
