import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { markdownTable } from '../../bench/report/report.ts';
import { plantedBugs } from './bugs.ts';
import { type Catch, catches, ordinaryBudget } from './catching.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    budget: { type: 'string', default: String(ordinaryBudget) },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
/** Far apart, because a run counts up from its seed. */
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => 1 + index * 100_000);
const budget = Number(values.budget);

const open = plantedBugs.filter(({ name }) => name.includes(values.only));
const found = new Map<string, readonly Catch[]>();
const startedAt = performance.now();

const caughtOf = (name: string) => (found.get(name) ?? []).filter(({ violation }) => violation !== undefined);

/** What was broken, as the table in docs/fault-runs.md calls it. */
const brokenOf = ({ violation = '' }: Catch) => violation.split(':')[0] ?? '';

function rowOf(name: string): readonly string[] {
  const caught = caughtOf(name);
  const most = Math.max(0, ...caught.map(({ histories = 0 }) => histories));
  const broken = [...new Set(caught.map(brokenOf))].sort().join(', ');
  return [name, `${caught.length} of ${seeds.length}`, most.toLocaleString('en'), broken];
}

async function work(): Promise<void> {
  for (let bug = open.shift(); bug !== undefined; bug = open.shift()) {
    found.set(bug.name, await catches(bug, { seeds, budget }));
    process.stderr.write(`${rowOf(bug.name).join(' | ')}\n`);
  }
}

await Promise.all(Array.from({ length: Number(values.workers) }, work));

// As docs/fault-runs.md keeps it.
const tried = plantedBugs.filter(({ name }) => found.has(name)).map(({ name }) => name);
const minutes = (performance.now() - startedAt) / 60_000;
console.log(
  markdownTable({ head: ['Line made wrong', 'Caught', 'Most histories', 'Broken'], rows: tried.map(rowOf) }),
);
console.log(
  `\n${seeds.length} seeds, at most ${budget.toLocaleString('en')} histories each, ${minutes.toFixed(0)} minutes.`,
);
if (tried.some((name) => caughtOf(name).length < seeds.length)) process.exitCode = 1;
