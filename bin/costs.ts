import { callMs, costOfMillion, total, usage } from '../lib/cloud/costs.ts';
import { pricedOn } from '../lib/cloud/prices.ts';
import { memoryMb } from '../lib/cloud/service-function.ts';

/** The share of calls whose password is not remembered from a minute ago. */
const hashedShare = 0.5;
const dollars = (amount: number) => amount.toFixed(2);
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

const perEndpoint = (Object.keys(usage) as (keyof typeof usage)[]).map((name) => {
  const cost = costOfMillion(usage[name], memoryMb, hashedShare);
  const { gateway, lambda, dynamoDb, logs, traces } = cost;
  return row([`\`${name}\``, ...[gateway, lambda, dynamoDb, logs, traces, total(cost)].map(dollars)]);
});

const perMemory = [512, 1_024, 1_769].map((mb) => {
  const { 'user-get-token': token, 'chatroom-join': join } = usage;
  return row([
    mb === memoryMb ? `**${mb}**` : mb,
    Math.round(callMs(token, mb, 1)),
    Math.round(callMs(token, mb, 0)),
    dollars(costOfMillion(token, mb, hashedShare).lambda),
    Math.round(callMs(join, mb, 1)),
    dollars(costOfMillion(join, mb, hashedShare).lambda),
  ]);
});

/** npm run costs: the two tables of docs/deploying.md. */
process.stdout.write(
  [
    `Prices of ${pricedOn}, ${memoryMb} MB, every second password remembered:`,
    '',
    '| endpoint | API Gateway | Lambda | DynamoDB | logs | traces | together |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...perEndpoint,
    '',
    '| memory, MB | token, password checked, ms | token, remembered, ms | Lambda $/M | join, password checked, ms | Lambda $/M |',
    '|---:|---:|---:|---:|---:|---:|',
    ...perMemory,
    '',
  ].join('\n'),
);
