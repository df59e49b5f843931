import { Command } from 'commander';
import { endpoints } from '../functions/contract/endpoints.ts';
import { statusCallback } from '../functions/contract/status-callback.ts';
import { bypassProxiesForThisMachine } from '../lib/local/proxies.ts';
import { CommandError, runProgram } from '../lib/operator/command-line.ts';
import { callbacksArrive, callsInAll, type SmokeStep, smokeSteps } from '../lib/operator/smoke.ts';

function lineOf({ method, name, slash, ms, fault }: SmokeStep): string {
  const path = `${endpoints[name].path}${slash}`;
  return `${method.padEnd(5)}${path.padEnd(24)}${String(Math.round(ms)).padStart(6)} ms  ${fault ?? 'ok'}`;
}

const callbacksArriveText = "RongCloud's callbacks arrive: attendance is complete";
const callbacksMissingText = (url: string) =>
  `RongCloud's callbacks do not arrive, so attendance stays incomplete. The address for RongCloud's console: ${url.replace(/\/$/, '')}${statusCallback.path}`;

async function check({ url, username }: { url: string; username: string }): Promise<void> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CommandError(`--url ${url} must begin with http:// or https://`);
  }
  bypassProxiesForThisMachine(process.env);
  const account = { username, password: process.env.SMOKE_PASSWORD ?? '123456' };
  const steps = await smokeSteps(url, account);
  const succeeded = steps.filter(({ fault }) => fault === undefined).length;
  const lines = [...steps.map(lineOf), '', `${succeeded} of ${callsInAll} calls succeeded`];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (succeeded < callsInAll) {
    process.exitCode = 1;
    return;
  }
  const areReceived = await callbacksArrive(url, account);
  process.stdout.write(`${areReceived ? callbacksArriveText : callbacksMissingText(url)}\n`);
}

await runProgram(
  new Command('npm run smoke --')
    .description(
      'Calls every endpoint of a deployment in both forms of its path, by GET and by POST, and destroys the chatrooms that it creates. The password comes from the environment variable SMOKE_PASSWORD.',
    )
    .requiredOption('--url <url>', 'the address in front of /im/, such as http://127.0.0.1:8000')
    .option('--username <name>', 'the account that calls', 'teacher1')
    .action(check),
);
