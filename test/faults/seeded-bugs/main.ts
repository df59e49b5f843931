import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { markdownTable } from '../../bench/report/report.ts';
import { seededBugs } from './bugs.ts';
import { type Catch, catches, usualBudget } from './catching.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    'first-seed': { type: 'string', default: String(randomInt(2 ** 30)) },
    budget: { type: 'string', default: String(usualBudget) },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const firstSeed = Number(values['first-seed']);
/** Far apart, because a run counts up from its seed. */
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => firstSeed + index * 100_000);
const budget = Number(values.budget);

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

await Promise.all(Array.from({ length: Number(values.workers) }, work));

const tried = seededBugs.filter(({ name }) => found.has(name)).map(({ name }) => name);
console.log(
  markdownTable({ head: ['Seeded bug', 'Found', 'Max histories', 'Broken'], rows: tried.map(rowOf) }),
);
console.log(`\nSeeds from ${firstSeed}, at most ${budget.toLocaleString('en')} histories each.`);
if (tried.some((name) => caughtOf(name).length < seeds.length)) process.exitCode = 1;
