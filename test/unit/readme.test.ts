import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { failures } from '../../functions/contract/failure.ts';
import { settings } from '../../functions/contract/settings.ts';
import { parametersOf } from '../../lib/openapi/example-call.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The cells of the rows below a heading, up to the next heading. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n${heading}\n`);
  const [own = ''] = section.split('\n#');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, ...cells]) => cells);
}

/** What a cell has in code. */
const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('README.md', () => {
  it('has the five endpoints of the contract with their required parameters', () => {
    const told = rowsBelow('## The endpoints').filter(([first]) => first?.startsWith('`/im/'));
    const required = Object.values(endpoints).map((row) => [
      `${row.path}/`,
      Object.entries(parametersOf(row)).flatMap(([name, { isOptional }]) => (isOptional ? [] : [name])),
    ]);
    expect(told).toHaveLength(5);
    expect(required).toEqual(
      expect.arrayContaining(told.map(([path, parameters]) => [codes(path)[0], codes(parameters)])),
    );
  });

  it('has every failure code with its status', () => {
    const told = rowsBelow('### Failures').map(([code, status]) => [codes(code)[0], Number(status)]);
    expect(Object.fromEntries(told)).toEqual(failures);
  });

  it('has every setting of the local run with its default', () => {
    const told = rowsBelow('## Running it on one machine').flatMap(([names, defaults]) =>
      codes(names).map((name, index) => [name, codes(defaults)[index] ?? '']),
    );
    const inCode = Object.values(settings).flatMap((setting) =>
      'defaultText' in setting ? [[setting.variable, setting.defaultText]] : [],
    );
    expect(Object.fromEntries(told)).toEqual({
      ...Object.fromEntries(inCode),
      PORT: '8000',
      DATA_DIR: '.local/',
      DYNAMODB_ENDPOINT: '',
      RONGCLOUD_HOSTS: '',
      RONGCLOUD_APP_KEY: '',
      RONGCLOUD_APP_SECRET: '',
    });
  });

  it('has what a warm call asks of others as docs/operations.md has it', () => {
    const operations = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8').split(
      '\n',
    );
    const [, section = ''] = readme.split('\n## How fast it is\n');
    const told = section.split('\n').filter((line) => /^\| (user|chatroom)-/.test(line));
    expect(told).toHaveLength(6);
    expect(told.filter((row) => !operations.includes(row))).toEqual([]);
  });
});
