import { parseArgs } from 'node:util';
import { endpoints } from '../functions/endpoints.ts';
import { round, type Step } from '../functions/shared/round.ts';
import { systemClock } from '../functions/shared/runtime.ts';
import { type Sending, sendCall } from '../functions/shared/send-call.ts';

const usage = `Usage: npm run smoke -- --url <address under which /im/ stands> [--username <account>]

Calls the five endpoints in both forms of their paths, by GET and by POST. The room that each round makes, it
destroys. The password comes from SMOKE_PASSWORD; without account and password, those of the local run are used.`;

interface Line extends Step {
  readonly method: Sending['method'];
  readonly path: string;
}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash) => ({ method, slash })),
);

async function allRounds(url: string, account: { username: string; password: string }): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { method, slash } of forms) {
    const steps = await round({
      now: systemClock.now,
      account,
      // Its own name, so that no round is answered with the room of another.
      roomName: `smoke ${systemClock.now()} ${method}${slash}`,
      send: sendCall(systemClock, { url, method, slash }),
    });
    lines.push(...steps.map((step) => ({ ...step, method, path: `${endpoints[step.name].path}${slash}` })));
  }
  return lines;
}

const asText = ({ method, path, ms, fault }: Line) =>
  `${method.padEnd(5)}${path.padEnd(24)}${String(Math.round(ms)).padStart(6)} ms  ${fault ?? 'ok'}`;

const { values } = parseArgs({ options: { url: { type: 'string' }, username: { type: 'string' } } });
if (values.url === undefined || !URL.canParse(values.url)) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const account = { username: values.username ?? 'teacher1', password: process.env.SMOKE_PASSWORD ?? '123456' };
const lines = await allRounds(values.url, account);
const expected = forms.length * Object.keys(endpoints).length;
const sound = lines.filter(({ fault }) => fault === undefined).length;
process.stdout.write(
  `${lines.map(asText).join('\n')}\n\n${sound} of ${expected} calls came out as they must\n`,
);
process.exit(sound === expected ? 0 : 1);
