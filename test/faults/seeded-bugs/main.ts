import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { wholeNumber } from '../../../lib/emulator/command-line.ts';
import { runProgram } from '../../../lib/operator/command-line.ts';
import { markdownTable } from '../../bench/report/report.ts';
import { seededBugs } from './bugs.ts';
import { type Catch, catches, usualBudget } from './catching.ts';

interface Options {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly budget: number;
  readonly only: string;
  readonly workers: number;
}

const program = new Command('npm run test:seeded-bugs --')
  .description('Breaks one line of the product at a time: see docs/fault-runs.md.')
  .option('--seeds <n>', 'number of seeds', wholeNumber(1, 1_000), 10)
  .option('--first-seed <n>', 'repeats a run', wholeNumber(0, 2 ** 32), randomInt(2 ** 30))
  .option('--budget <n>', 'max histories with each seed', wholeNumber(1, 10_000_000), usualBudget)
  .option('--only <text>', 'only bugs whose name includes it', '')
  .option('--workers <n>', 'number of processes', wholeNumber(1, 64), availableParallelism());
await runProgram(program);
const { firstSeed, budget, ...values } = program.opts<Options>();
/** Far apart, because a run counts up from its seed. */
const seeds = Array.from({ length: values.seeds }, (_, index) => firstSeed + index * 100_000);

const open = seededBugs.filter(({ name }) => name.includes(values.only));
const found = new Map<string, readonly Catch[]>();

const caughtOf = (name: string) => (found.get(name) ?? []).filter(({ violation }) => violation !== undefined);

/** The invariant that was broken, by its name in docs/fault-runs.md. */
const brokenOf = ({ violation = '' }: Catch) => violation.split(':')[0] ?? '';

function rowOf(name: string): readonly string[] {
  const caught = caughtOf(name);
  const max = Math.max(0, ...caught.map(({ histories = 0 }) => histories));
  const broken = [...new Set(caught.map(brokenOf))].sort().join(', ');
  return [name, `${caught.length} of ${seeds.length}`, max.toLocaleString('en'), broken];
}

async function work(): Promise<void> {
  for (let bug = open.shift(); bug !== undefined; bug = open.shift()) {
    found.set(bug.name, await catches(bug, { seeds, budget }));
    process.stderr.write(`${rowOf(bug.name).join(' | ')}\n`);
  }
}

await Promise.all(Array.from({ length: values.workers }, work));

const tried = seededBugs.filter(({ name }) => found.has(name)).map(({ name }) => name);
console.log(
  markdownTable({ head: ['Seeded bug', 'Found', 'Max histories', 'Broken'], rows: tried.map(rowOf) }),
);
console.log(`\nSeeds from ${firstSeed}, at most ${budget.toLocaleString('en')} histories each.`);
if (tried.some((name) => caughtOf(name).length < seeds.length)) process.exitCode = 1;
