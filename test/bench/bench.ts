import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parts } from './parts.ts';
import { markdownTable, type Part, type Report } from './report/report.ts';
import { writeSummary } from './summary.ts';

// npm run bench [-- cold warm …] [-- --quick]: measures, and writes what it found to docs/bench/.

const folder = join(import.meta.dirname, '../../docs/bench');

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no part ${unknown.join(', ')}; there are ${parts.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const machine = () =>
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? arch()}), Linux ${release()}, load ${loadavg()[0]?.toFixed(1)}`;

async function write({ name }: Part, { title, notes, tables, plots, data }: Report) {
  await writeFile(
    join(folder, `${name}.json`),
    `${JSON.stringify({ measured: machine(), ...data }, null, 2)}\n`,
  );
  for (const [plot, svg] of Object.entries(plots)) await writeFile(join(folder, `${plot}.svg`), svg);
  const text = [
    `# ${title}`,
    `Made by \`npm run bench -- ${name}\`: ${machine()}.`,
    ...Object.keys(plots).map((plot) => `![${title}](${plot}.svg)`),
    ...tables.map(markdownTable),
    ...notes,
  ];
  await writeFile(join(folder, `${name}.md`), `${text.join('\n\n')}\n`);
}

const isTerminal = process.stderr.isTTY;
const tellOf = (name: string) => (progress: string) => {
  if (isTerminal) process.stderr.write(`\r\x1b[K${name}: ${progress}`);
  else console.error(`${name}: ${progress}`);
};

await mkdir(folder, { recursive: true });
const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
for (const part of chosen) {
  const startedAt = performance.now();
  const report = await part.run(tellOf(part.name), { share: values.quick ? 0.1 : 1 });
  await write(part, report);
  if (isTerminal) process.stderr.write('\r\x1b[K');
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`${part.name} (${seconds} s)\n${report.tables.map(markdownTable).join('\n\n')}\n`);
}
await writeSummary(folder);
console.log(`Written to ${folder}`);
