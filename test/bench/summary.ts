import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColdData, HttpData, UpstreamData, WarmData } from './measured.ts';
import { measured, named } from './measured.ts';
import { markdownTable, times } from './report/report.ts';
import { compareTargets } from './targets.ts';

function targetsPage(): string {
  const targets = compareTargets();
  const table = {
    head: ['', 'measure', 'target', 'found', ''],
    rows: targets.map(({ id, measure, target, found, isMet }) => [
      id,
      measure,
      target,
      found,
      isMet ? 'met' : '**missed**',
    ]),
  };
  const missed = targets.filter(({ isMet }) => !isMet).map(({ id, why }) => `- **${id}**: ${why}`);
  return [
    '# Targets',
    'Set before anything was built, from what is best known and what is physically possible; made by `npm run bench` from what its parts found. CPU time stands where the targets speak of instructions, which not every machine counts.',
    markdownTable(table),
    ...(missed.length === 0 ? [] : ['## Why those that are missed are', missed.join('\n')]),
  ].join('\n\n');
}

/** Ratios alone: the machine that they were measured on is nobody's. */
function ratios() {
  const cold = measured<ColdData>('cold').results;
  const warm = measured<WarmData>('warm').results;
  const { rates } = measured<HttpData>('http');
  const official = measured<UpstreamData>('upstream').results.filter(({ contender }) => contender === 'ours');
  const wholeStart = (name: string) => named(cold, name).loadMs + named(cold, name).firstMs;
  const rate = (endpoint: string, server: string) =>
    rates.find(
      (one) =>
        one.endpoint === endpoint && one.server === server && one.clients === 16 && one.checksPasswords,
    )?.oursToIt ?? Number.NaN;
  const upstream = (protocol: string) =>
    official.find((one) => one.protocol === protocol && one.inFlight === 50)?.speedToOfficial ?? Number.NaN;
  const command = (part: string) => `\`npm run bench -- ${part}\``;
  const remembered = named(warm, 'user-get-token, hash not remembered').cpuMs;
  return {
    head: ['what', 'beside', 'this project is', 'command'],
    rows: [
      [
        'cold start to the first token',
        'the ordinary way',
        `${times(wholeStart('user-get-token, ordinary') / wholeStart('user-get-token'))} quicker`,
        command('cold'),
      ],
      [
        'cold start to the first query',
        'the ordinary way',
        `${times(wholeStart('chatroom-query, ordinary') / wholeStart('chatroom-query'))} quicker`,
        command('cold'),
      ],
      [
        'CPU of a warm token call',
        'one that hashes',
        `${times(remembered / named(warm, 'user-get-token, token kept').cpuMs)} cheaper`,
        command('warm'),
      ],
      [
        'tokens a second, 16 clients',
        'Express; Fastify',
        `${times(rate('user-get-token', 'Express'))}; ${times(rate('user-get-token', 'Fastify'))} as many`,
        command('http'),
      ],
      [
        'queries a second, 16 clients',
        'Express; Fastify',
        `${times(rate('chatroom-query', 'Express'))}; ${times(rate('chatroom-query', 'Fastify'))} as many`,
        command('http'),
      ],
      [
        'RongCloud calls a second, 50 at once, http; https',
        'the official SDK',
        `${times(upstream('http'))}; ${times(upstream('https'))} as many`,
        command('upstream'),
      ],
    ],
  };
}

const frontPage = () =>
  [
    '# Fast and cheap, measured',
    '`npm run bench` measures all of it in about ten minutes and writes this folder; each part runs alone as well. Ratios to what one would otherwise write, measured in turn on one machine, so that they hold on another. Where a target is missed, [targets](targets.md) says why.',
    '![Cold start](cold.svg)',
    `\`npm run bench -- cold\` · [figures and method](cold.md)`,
    '![A class starts](class-start.svg)',
    `\`npm run bench -- class-start\` · [figures and method](class-start.md)`,
    markdownTable(ratios()),
    'More: [warm calls](warm.md) · [beside Express and Fastify](http.md) · [calls to RongCloud](upstream.md) · [growth](growth.md) · [cost](cost.md) · [operations and units of each call](../operations.md)',
  ].join('\n\n');

/** Between these the project's README has the ratios. */
const marks = { begin: '<!-- Written by npm run bench. -->', end: '<!-- So far. -->' } as const;

async function writeIntoReadme(): Promise<void> {
  const file = join(import.meta.dirname, '../../README.md');
  const text = await readFile(file, 'utf8');
  const [before, rest = ''] = text.split(marks.begin);
  const [, after] = rest.split(marks.end);
  if (after === undefined) throw new Error('README.md has no place for the ratios');
  const parts = [`${before}${marks.begin}`, markdownTable(ratios()), `${marks.end}${after}`];
  await writeFile(file, parts.join('\n\n'));
}

/** What the parts found, together: the targets, the page that begins with the pictures, and the README's table. */
export async function writeSummary(folder: string): Promise<void> {
  await writeFile(join(folder, 'targets.md'), `${targetsPage()}\n`);
  await writeFile(join(folder, 'README.md'), `${frontPage()}\n`);
  await writeIntoReadme();
}
