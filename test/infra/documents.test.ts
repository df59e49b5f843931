import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settings } from '../../functions/contract/settings.ts';
import { settingNames } from '../../lib/cloud/settings.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';

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
  'docs/calling.md',
  'docs/moving-from-django.md',
  'docs/settings.md',
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

/** The cells of each row of the tables that begins with code. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) => row.split(' | '));

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('the documents', () => {
  it('list every setting of a stage once', () => {
    const [service = '', stage = ''] = read('docs/settings.md')
      .split('## Of this machine', 1)
      .join('')
      .split('## Of a stage on AWS');
    const names = [...rowsOf(service), ...rowsOf(stage)].flatMap(([cell = '']) => codes(cell));
    expect(names.toSorted()).toEqual([...settingNames].toSorted());
  });

  it('list every variable of the service with its default', () => {
    const [service = ''] = read('docs/settings.md').split('## Of a stage on AWS');
    const listed = rowsOf(service).map(([name = '', value = '']) => [
      codes(name)[0]?.replaceAll(/[A-Z]/g, '_$&').toUpperCase(),
      codes(value)[0] ?? '',
    ]);
    const inCode = Object.values(settings).flatMap((setting) =>
      'defaultText' in setting ? [[setting.variable, setting.defaultText]] : [],
    );
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(inCode));
  });

  it('print only npm scripts that exist', () => {
    const names = [...all.matchAll(/npm run (?:-s )?(\w[\w:-]*)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    expect([...new Set(names)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(cdkCommands)(
    'print %s, which synthesizes with the settings of cdk.json',
    (_line, command, given) => {
      expect(['bootstrap', 'deploy', 'destroy', 'diff', 'synth']).toContain(command);
      const { stage = 'dev' } = given;
      // Required, without a default.
      const own = stage === 'prod' ? { alarmEmail: 'ops@example.com' } : {};
      const { Resources } = synthesizeTemplate({ ...context.stages[stage], ...given, ...own });
      expect(Object.keys(Resources).length).toBeGreaterThan(100);
    },
  );

  it('print both commands of a deploy without a setting', () => {
    const deploys = cdkCommands.filter(([, command]) => command === 'deploy').map(([line]) => line);
    expect(new Set(deploys)).toEqual(
      new Set(['npx cdk deploy -c stage=prod', 'npx cdk deploy -c stage=prod -c rollout=at-once']),
    );
  });
});
