import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { plantedBugs } from './bugs.ts';
import { catches, ordinaryBudget } from './catching.ts';

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
const rows: Record<string, { caught: string; histories: string; by: string }> = {};
const startedAt = performance.now();
let missed = 0;

async function work(): Promise<void> {
  for (let bug = open.shift(); bug !== undefined; bug = open.shift()) {
    const found = await catches(bug, { seeds, budget });
    const caught = found.filter(({ violation }) => violation !== undefined);
    missed += found.length - caught.length;
    const most = Math.max(0, ...caught.map(({ histories = 0 }) => histories));
    const [first] = caught.map(({ violation = '' }) => violation.split(':')[0] ?? '');
    rows[bug.name] = {
      caught: `${caught.length} of ${found.length}`,
      histories: `${most} at most`,
      by: first ?? '-',
    };
    process.stderr.write(`${caught.length === found.length ? 'caught' : 'MISSED'}  ${bug.name}\n`);
  }
}

await Promise.all(Array.from({ length: Number(values.workers) }, work));
console.table(
  Object.fromEntries(plantedBugs.flatMap(({ name }) => (rows[name] ? [[name, rows[name]]] : []))),
);
console.log(
  `${seeds.length} seeds, at most ${budget} histories each, ${Math.round((performance.now() - startedAt) / 1_000)} s`,
);
if (missed > 0) process.exitCode = 1;
