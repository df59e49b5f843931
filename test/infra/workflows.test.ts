import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}

const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const jobsOf = (file: string) => Object.values<Job>(parse(textOf(file), { merge: true }).jobs);

describe.each(files)('the workflow %s', (file) => {
  it('pins every action by the hash of a commit, with its version beside it', () => {
    const uses = [...textOf(file).matchAll(/uses: (.+)/g)].map(([, line]) => line);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line = '') => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    );
  });

  it('uses no stored secret: AWS is reached by OIDC', () => {
    expect(textOf(file)).not.toMatch(/secrets\.|aws-access-key|password/i);
    for (const { steps, permissions } of jobsOf(file)) {
      const assumes = steps.some(({ uses }) => uses?.startsWith('aws-actions/'));
      expect(permissions?.['id-token'] ?? 'none').toBe(assumes ? 'write' : 'none');
    }
  });

  it('may only read the repository, has a timeout, and checks out without credentials', () => {
    expect(parse(textOf(file)).permissions).toEqual({ contents: 'read' });
    for (const job of jobsOf(file)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      const [checkout] = job.steps;
      expect(checkout?.with?.['persist-credentials']).toBe(false);
    }
  });

  it('runs npm scripts and files that exist', () => {
    const commands = jobsOf(file).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const names = commands.flatMap((command) =>
      [...command.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
    const paths = commands.flatMap((command) => command.match(/(?<= )(test|docs|bin)\/[\w./-]+/g) ?? []);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

it('the nightly run makes the long runs of every kind', () => {
  const runs = jobsOf('nightly.yml').flatMap(({ steps }) => steps.filter(({ run }) => run !== undefined));
  expect(runs.map(({ run, env = {} }) => [run, env])).toEqual([
    ['npm ci', {}],
    ['npm run test:faults -- --histories 52000', {}],
    ['npm run test:crash-points', {}],
    ['npm run test:seeded-bugs', {}],
    ['npx vitest run test/e2e/login-attack.test.ts', { GUESSES: 10_000 }],
  ]);
});

it('Dependabot looks after npm packages and actions', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8'));
  expect(updates.map((one: Record<string, unknown>) => one['package-ecosystem'])).toEqual([
    'npm',
    'github-actions',
  ]);
});

it('the lock file has a hash of every package; the packages with Node 24 download nothing', () => {
  const lock: Readonly<Record<string, Record<string, unknown>>> = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  ).packages;
  const installed = Object.entries(lock).filter(([path, { inBundle }]) => path !== '' && !inBundle);
  expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  const node = installed.filter(([path]) => /^node_modules\/node(-|$)(linux|darwin|win|$)/.test(path));
  expect(node.length).toBeGreaterThanOrEqual(3);
  expect(node.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
});
