import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { assumed } from '../cost/cost-of-calls.ts';
import { lineChart } from '../report/line-chart.ts';
import { figure, type Part } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { coldStartMs } from './lambda.ts';
import type { ScenarioResult } from './result.ts';
import { firstDay, firstDayRush, laterDay } from './scenarios.ts';

const shown = { [laterDay]: colours.ours, [firstDay]: colours.other, [firstDayRush]: colours.third };

async function simulate(tell: (progress: string) => void): Promise<readonly ScenarioResult[]> {
  const replaceModules = join(import.meta.dirname, '../../faults/simulation/replace-modules.ts');
  const program = join(import.meta.dirname, 'class-process.ts');
  const child = spawn(process.execPath, ['--import', replaceModules, program]);
  child.stderr.setEncoding('utf8').on('data', (line: string) => tell(line.trim()));
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output);
}

const row = (result: ScenarioResult) => [
  result.name,
  result.failed,
  figure(result.p50Ms),
  figure(result.p99Ms),
  figure(result.joinP99Ms),
  figure(result.lastTokenSeconds),
  figure(result.tokenWaitSeconds),
  result.environments,
  figure(result.gbSeconds),
  `$${result.dollars.toFixed(2)}`,
  result.peakPerSecond,
  result.refusedByRongCloud,
];

const plot = (results: readonly ScenarioResult[]) =>
  lineChart({
    title: 'A class starts: Lambda environments busy at once',
    xTitle: 'seconds since the start of the class',
    yTitle: 'environments',
    lines: Object.entries(shown).map(([name, colour]) => ({
      name,
      colour,
      points: results.find((result) => result.name === name)?.busy ?? [],
    })),
  });

export const classStart: Part = {
  name: 'class-start',
  run: async (tell) => {
    const results = await simulate(tell);
    return {
      title: 'A class starts',
      notes: [
        `A simulation in virtual time, the same at each run: nothing of it was measured on AWS. 10,000 pupils arrive at random within 60 s (2,000 within 10 s); each gets a token, joins and looks the chatroom up. What runs is the product's own endpoints, on the tables in memory. Lambda gives each call under way an environment of its own, the one used last first; a cold start takes ${coldStartMs} ms, a call's CPU time (${assumed.hashMs + assumed.otherCpuMs} ms of a core) is spent at the share of ${memoryMb} MB, DynamoDB takes ${assumed.databaseTripMs} ms a trip, RongCloud ${assumed.rongCloudCallMs} ms a call. API Gateway's throttles, the reserved concurrency and the account's 1,000 environments are enforced. RongCloud's limits (200 tokens a second, 100 of any other call) are the emulator's code.`,
        'Unless the row says otherwise: all pupils behind one address; apps obey `Retry-After` (10 tries; "at once": 4 tries 50 ms apart); RongCloud does not count refused calls and has no server-side join. On the first day no network is known, nobody has a token, and a tenth mistype once. "Later the same day": tokens are cached. "Next day": they are older than `TOKEN_REUSE_HOURS`.',
        'A time is from the first try of a call to its success. "Last token" is counted from the start of the class: a pupil who arrives in the last second, mistypes and tries again 3 s later gets a token after 63 s without waiting. "Longest token wait" is from a pupil’s first try with the right password to the token. "RongCloud /s" is the busiest second of its busiest call; "refused" counts its refusals, each of which was tried again.',
      ],
      tables: [
        {
          head: [
            'class',
            'failed',
            'p50 ms',
            'p99 ms',
            'join p99 ms',
            'last token s',
            'longest token wait s',
            'environments',
            'GB-s',
            'cost',
            'RongCloud /s',
            'refused',
          ],
          rows: results.map(row),
        },
      ],
      plots: { 'class-start': plot(results) },
    };
  },
};
