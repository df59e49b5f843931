import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { behaviourWith } from '../../../lib/emulator/behaviour.ts';
import { callsByPath } from '../../../lib/emulator/calls/table.ts';
import { faultModes } from '../../../lib/emulator/faults/fault.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const page = readFileSync('docs/rongcloud-emulator.md', 'utf8');

/** The cells of the table below a heading. */
const table = (heading: string): string[][] => {
  const [section = ''] = (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => row.split(/ ?\| ?/).slice(1, -1));
};
const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

it('The page lists each option with its default', () => {
  const defaults = Object.entries(behaviourWith()).map(([name, value]) => [
    name,
    typeof value === 'string' ? value || 'none' : JSON.stringify(value),
  ]);
  const listed = table('Options').map(([name, value = '']) => [...names(name), names(value)[0] ?? value]);
  expect(listed).toEqual(defaults);
});

it('The page lists each call', () => {
  const paths = table('Calls').flatMap(([prefixes, calls]) =>
    names(prefixes).flatMap((prefix) => names(calls).map((call) => `${prefix}${call}.json`)),
  );
  expect(paths.toSorted()).toEqual([...callsByPath.keys()].sort());
});

it('The page lists each fault with its mode', () => {
  const modes = faultModes.map(({ mode, name }) => [mode, name]);
  expect(table('Faults').map(([mode, name]) => [Number(mode), ...names(name)])).toEqual(modes);
});

it('The page lists each name of the control surface', async () => {
  const { emulator } = await setupEmulator({ control: true });
  const reply = await fetch(`${emulator.origin}/_emulator/`);
  const [gets, posts] = table('Control surface').map(([, cell]) => names(cell).join());
  expect(await reply.json()).toEqual({ error: `GET ${gets} or POST ${posts}` });
});
