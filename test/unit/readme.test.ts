import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { failures } from '../../functions/contract/failure.ts';
import { parametersOf } from '../../lib/openapi/examples.ts';

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

/** The code spans of a cell. */
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
    const known = Object.entries(failures).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  });
});
