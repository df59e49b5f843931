import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Every npm script that runs a file of bin/. */
const commands = Object.entries<string>(scripts).flatMap(([name, script]) => {
  const [, file] = /(bin\/[\w-]+\.ts)/.exec(script) ?? [];
  return file === undefined ? [] : [[`npm run ${name}`, file] as const];
});

const run = (file: string, ...options: string[]) =>
  spawnSync(process.execPath, [join(root, file), ...options], { cwd: root, encoding: 'utf8' });

describe.each(commands)('%s', (_name, file) => {
  it('explains itself with --help', () => {
    const { status, stdout, stderr } = run(file, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: npm (start|run [\w-]+) --/);
  });

  it('refuses an unknown option in one line', () => {
    const { status, stdout, stderr } = run(file, '--no-such-option');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('(see --help)');
  });
});
