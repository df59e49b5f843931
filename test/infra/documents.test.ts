import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCloudSettings, settingNames } from '../../lib/cloud/settings.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json'));
const { context } = JSON.parse(read('cdk.json'));

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/deploying.md',
  'docs/runbook.md',
  'docs/accounts.md',
];
const all = documents.map(read).join('\n');

/** `npx cdk deploy -c stage=prod` as `['deploy', { stage: 'prod' }]`. */
const cdkCommands = [...all.matchAll(/npx cdk (\w+)((?: -c [\w=-]+)*)/g)].map(
  ([line, command = '', options = '']) =>
    [
      line,
      command,
      Object.fromEntries([...options.matchAll(/-c (\w+)=([\w-]+)/g)].map(([, name, value]) => [name, value])),
    ] as const,
);

describe('the documents', () => {
  it('list every setting of a stage once', () => {
    const rows = [...read('docs/deploying.md').matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)];
    const names = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const listed = names.filter((name = '') => !['dev', 'staging', 'prod'].includes(name));
    expect(listed.toSorted()).toEqual([...settingNames].toSorted());
  });

  it('print only npm scripts that exist', () => {
    const names = [...all.matchAll(/npm run (?:-s )?(\w[\w:-]*)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    expect([...new Set(names)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(cdkCommands)('print %s, which reads the settings of the stage', (_line, command, given) => {
    expect(['bootstrap', 'deploy', 'destroy', 'diff', 'synth']).toContain(command);
    const stages = { ...context.stages, prod: { ...context.stages.prod, alarmEmail: 'ops@example.com' } };
    expect(() => readCloudSettings({ ...context, ...given, stages })).not.toThrow();
  });

  it('print both commands of a deploy without a setting', () => {
    const deploys = cdkCommands.filter(([, command]) => command === 'deploy').map(([line]) => line);
    expect(new Set(deploys)).toEqual(
      new Set(['npx cdk deploy -c stage=prod', 'npx cdk deploy -c stage=prod -c rollout=at-once']),
    );
  });
});
