import { parseArgs } from 'node:util';
import { endpoints } from '../functions/contract/endpoints.ts';
import { callsInAll, type SmokeStep, smokeRounds } from '../lib/operator/smoke-rounds.ts';

const usage = `Usage: npm run smoke -- --url <address under which /im/ stands> [--username <account>]

Calls the five endpoints in both forms of their paths, by GET and by POST, and reads the answers by the typed client.
The room that each round makes, it destroys. The password comes from SMOKE_PASSWORD; without account and password,
those of the local run are used.`;

function lineOf({ method, name, slash, ms, fault }: SmokeStep): string {
  const path = `${endpoints[name].path}${slash}`;
  return `${method.padEnd(5)}${path.padEnd(24)}${String(Math.round(ms)).padStart(6)} ms  ${fault ?? 'ok'}`;
}

const { values } = parseArgs({ options: { url: { type: 'string' }, username: { type: 'string' } } });
if (values.url === undefined || !URL.canParse(values.url)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const account = { username: values.username ?? 'teacher1', password: process.env.SMOKE_PASSWORD ?? '123456' };
const steps = await smokeRounds(values.url, account);
const sound = steps.filter(({ fault }) => fault === undefined).length;
process.stdout.write(
  `${steps.map(lineOf).join('\n')}\n\n${sound} of ${callsInAll} calls came out as they must\n`,
);
process.exit(sound === callsInAll ? 0 : 1);
