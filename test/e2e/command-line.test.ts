import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Every npm script that runs a file of this project. */
const commands = Object.entries<string>(scripts).flatMap(([name, script]) => {
  const [, file] = /^node -r \.\/bin\/require-node-24\.cjs (\S+\.ts)/.exec(script) ?? [];
  return file === undefined ? [] : [[`npm run ${name}`, file] as const];
});

const run = (file: string, ...options: string[]) =>
  spawnSync(process.execPath, [join(root, file), ...options], { cwd: root, encoding: 'utf8' });

describe.each(commands)('%s', (_name, file) => {
  it('explains itself with --help', () => {
    const { status, stdout, stderr } = run(file, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: npm (start|run [\w:-]+) --/);
  });

  it('refuses an unknown option in one line', () => {
    const { status, stdout, stderr } = run(file, '--no-such-option');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('(see --help)');
  });
});

/** Runs `npm run smoke` against a port without a listener, with its output redirected by a shell. */
const smokeInShell = (redirection: string) =>
  spawnSync('sh', ['-c', `"$0" bin/smoke.ts --url http://127.0.0.1:9 ${redirection}`, process.execPath], {
    cwd: root,
    encoding: 'utf8',
  });

// The reader ends long before the command has made its calls.
it.runIf(process.platform !== 'win32')('ends silently if the reader of its output has gone', () => {
  expect(smokeInShell('| :').stderr).toBe('');
});

it.runIf(process.platform === 'linux')('says in one line that its output cannot be written', () => {
  const { status, stderr } = smokeInShell('> /dev/full');
  expect([status, stderr]).toEqual([1, 'smoke: ENOSPC: no space left on device, write\n']);
});

it('npm run openapi:compare explains itself with --help, which is no file', () => {
  const { status, stdout } = run('bin/openapi.ts', 'compare', '--help');
  expect([status, stdout.split('\n')[0]]).toEqual([0, 'Usage: npm run openapi -- compare [options] <file>']);
});

it.each(['null', '[]', '"text"', '{}', '{"openapi":3}'])('refuses to compare with %s in one line', (text) => {
  const file = join(newFolder(), 'released.json');
  writeFileSync(file, text);
  const { status, stderr } = run('bin/openapi.ts', 'compare', file);
  expect([status, stderr]).toEqual([1, `openapi: ${file} is not an OpenAPI document\n`]);
});

it('says in one line that the AWS region is empty', () => {
  const { status, stderr } = run('bin/rooms.ts', 'attendance', '2', '--stack', 's', '--region', '');
  expect([status, stderr]).toEqual([1, 'rooms: Region is missing\n']);
});

it.each([
  ['bin/rooms.ts', 'rooms', ['attendance', '2', '--region', 'cn-north-1']],
  ['bin/users.ts', 'users', ['--region', 'cn-north-1', 'add', 'teacher2']],
])('%s refuses a region without a stack', (file, name, options) => {
  const { status, stderr } = run(file, ...options);
  expect([status, stderr]).toEqual([1, `${name}: --region is of no use without --stack\n`]);
});

const noTime = 'Give a time with its zone, such as 2026-11-28T10:00:00+08:00.';
const noPoint = 'Give a moment in the last 35 days, and not in the last 5 minutes.';

it.each([
  ['2026-11-28T10:00:00', noTime],
  ['2026-02-29T10:00:00Z', noTime],
  ['2025-01-01T10:00:00Z', noPoint],
  [new Date(Date.now() + 3_600_000).toISOString(), noPoint],
])('refuses to restore to %s before it closes the service', (to, reason) => {
  const { status, stderr } = run('bin/restore.ts', '--stage', 'dev', '--tables', 'users', '--to', to);
  const message = `restore: option '--to <time>' argument '${to}' is invalid. ${reason} (see --help)\n`;
  expect([status, stderr]).toEqual([1, message]);
});
