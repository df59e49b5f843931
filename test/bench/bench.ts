import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { runProgram } from '../../lib/operator/command-line.ts';
import { attendance } from './attendance/attendance.ts';
import { classStart } from './class-start/class-start.ts';
import { cold } from './cold/cold.ts';
import { cost } from './cost/cost.ts';
import { http } from './http/http.ts';
import { memory } from './memory/memory.ts';
import { markdownTable, type Part, type Report } from './report/report.ts';
import { upstream } from './upstream/upstream.ts';
import { warm } from './warm/warm.ts';

const parts: readonly Part[] = [classStart, attendance, cold, warm, memory, http, upstream, cost];
const folder = join(import.meta.dirname, '../../docs/bench');

const program = new Command('npm run bench --')
  .description('Runs all parts and writes docs/bench/, or runs the named parts and only prints.')
  .addArgument(new Argument('[parts...]', 'the parts').choices(parts.map(({ name }) => name)))
  .option('--quick', 'a tenth of the rounds; only prints', false);
await runProgram(program);
const { quick } = program.opts<{ quick: boolean }>();
const positionals = program.args;

const machine = () =>
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? arch()}), load ${loadavg()[0]?.toFixed(1)}`;

const isTerminal = process.stderr.isTTY;

function showProgress(name: string, progress: string): void {
  if (isTerminal) process.stderr.write(`\r\x1b[K${name}: ${progress}`);
  else console.error(`${name}: ${progress}`);
}

async function runPart(part: Part): Promise<Report> {
  const report = await part.run((progress) => showProgress(part.name, progress), {
    share: quick ? 0.1 : 1,
  });
  if (isTerminal) process.stderr.write('\r\x1b[K');
  console.log(`${report.title}\n${report.tables.map(markdownTable).join('\n\n')}\n`);
  return report;
}

const sectionOf = (name: string, { title, notes, tables, plots }: Report) => [
  `## ${title}`,
  `\`npm run bench -- ${name}\``,
  ...Object.keys(plots).map((plot) => `![${title}](${plot}.svg)`),
  ...tables.map(markdownTable),
  ...notes,
];

async function writePage(reports: readonly (readonly [name: string, Report])[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [, { plots }] of reports) {
    for (const [plot, svg] of Object.entries(plots)) await writeFile(join(folder, `${plot}.svg`), svg);
  }
  const page = [
    '# Benchmarks',
    `Written by \`npm run bench\`: ${machine()}. Trust the ratios: both sides are measured interleaved in one run. The absolute figures are those of one machine.`,
    ...reports.flatMap(([name, report]) => sectionOf(name, report)),
  ];
  await writeFile(join(folder, 'README.md'), `${page.join('\n\n')}\n`);
  console.log(`Written to ${folder}`);
}

const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const reports: (readonly [string, Report])[] = [];
for (const part of chosen) reports.push([part.name, await runPart(part)]);
if (positionals.length === 0 && !quick) await writePage(reports);
