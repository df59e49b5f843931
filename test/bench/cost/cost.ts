import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assumed, costOfMillion, total, type Usage } from '../../../lib/cloud/costs.ts';
import { pricedOn } from '../../../lib/cloud/prices.ts';
import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { barChart } from '../report/bar-chart.ts';
import { figure, type Part } from '../report/report.ts';
import { colours } from '../report/svg.ts';

/** The calls whose cost is told, as docs/operations.md names them. */
const calls = [
  'user-get-token, token kept',
  'user-get-token, none kept',
  'chatroom-create',
  'chatroom-join',
  'chatroom-destroy',
  'chatroom-query',
] as const;

/** Of calls, how many meet a password that is not remembered from a minute before. */
const hashedShare = 1;

const operations = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8').split('\n');

/** A row of the table that the test keeps. */
function usageOf(call: string): Usage {
  const cells = operations.find((line) => line.startsWith(`| ${call} |`))?.split('|');
  if (cells === undefined) throw new Error(`docs/operations.md has no row ${call}`);
  const [, , , read = '', write = '', rongCloud = '', , trips = ''] = cells.map((cell) => cell.trim());
  const rongCloudCalls = rongCloud === '–' ? 0 : rongCloud.split(',').length;
  return {
    databaseTrips: Number(trips) - rongCloudCalls,
    rongCloudCalls,
    readUnits: Number(read),
    writeUnits: Number(write),
  };
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

export const cost: Part = {
  name: 'cost',
  run: async () => {
    const results = calls.map((name) => {
      const used = usageOf(name);
      const parts = costOfMillion(used, memoryMb, hashedShare);
      return {
        name,
        ...parts,
        total: total(parts),
        remembered: total(costOfMillion(used, memoryMb, 0)),
      };
    });
    return {
      title: 'Dollars for a million calls',
      notes: [
        `At the list prices of ${pricedOn} in us-east-1 (lib/cloud/prices.ts), without free tiers, at ${memoryMb} MB on arm64. Units and trips are the measured ones of docs/operations.md; a DynamoDB trip is taken as ${assumed.databaseTripMs} ms, a RongCloud call as ${assumed.rongCloudCallMs} ms (one city; on another continent ten times that), a hash as ${assumed.hashMs} ms of one core. The last column is for calls whose password was right a moment ago.`,
        'The gateway is the largest part, and a choice: an HTTP API costs $1.00 for a million where a REST API costs $3.50, and cannot do what the contract asks (docs/decisions.md).',
      ],
      tables: [
        {
          head: ['call', 'gateway', 'Lambda', 'DynamoDB', 'logs', 'traces', 'all', 'hash remembered'],
          rows: results.map((one) => [
            one.name,
            dollars(one.gateway),
            dollars(one.lambda),
            dollars(one.dynamoDb),
            dollars(one.logs),
            dollars(one.traces),
            dollars(one.total),
            dollars(one.remembered),
          ]),
        },
      ],
      plots: {
        cost: barChart({
          title: 'Dollars for a million calls, the password hashed each time',
          write: dollars,
          parts: {
            gateway: colours.axis,
            Lambda: colours.ours,
            DynamoDB: colours.other,
            'logs and traces': colours.third,
          },
          bars: results.map(({ name, gateway, lambda, dynamoDb, logs, traces }) => ({
            name,
            values: [gateway, lambda, dynamoDb, logs + traces],
          })),
        }),
      },
      data: { pricedOn, results: results.map((one) => ({ ...one, total: Number(figure(one.total)) })) },
    };
  },
};
