import { Command } from 'commander';
import { endpoints } from '../functions/contract/endpoints.ts';
import { bypassProxiesForThisMachine } from '../lib/local/proxies.ts';
import { CommandError, runProgram } from '../lib/operator/command-line.ts';
import { callsInAll, type SmokeStep, smokeRounds } from '../lib/operator/smoke-rounds.ts';

function lineOf({ method, name, slash, ms, fault }: SmokeStep): string {
  const path = `${endpoints[name].path}${slash}`;
  return `${method.padEnd(5)}${path.padEnd(24)}${String(Math.round(ms)).padStart(6)} ms  ${fault ?? 'ok'}`;
}

async function check({ url, username }: { url: string; username: string }): Promise<void> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CommandError(`--url ${url} must begin with http:// or https://`);
  }
  bypassProxiesForThisMachine(process.env);
  const steps = await smokeRounds(url, { username, password: process.env.SMOKE_PASSWORD ?? '123456' });
  const sound = steps.filter(({ fault }) => fault === undefined).length;
  const lines = [...steps.map(lineOf), '', `${sound} of ${callsInAll} calls succeeded`];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (sound < callsInAll) process.exitCode = 1;
}

/** npm run smoke: calls every endpoint of a deployment as apps do. */
await runProgram(
  new Command('npm run smoke --')
    .description(
      'Calls every endpoint of a deployment in both forms of its path, by GET and by POST, and destroys the chatrooms that it creates. The password comes from the environment variable SMOKE_PASSWORD.',
    )
    .requiredOption('--url <url>', 'the address in front of /im/, such as http://127.0.0.1:8000')
    .option('--username <name>', 'the account that calls', 'teacher1')
    .action(check),
);
