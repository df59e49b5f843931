import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { behaviourWith } from '../../../lib/emulator/behaviour.ts';
import { faultModes } from '../../../lib/emulator/faults/fault.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const page = readFileSync('docs/rongcloud-emulator.md', 'utf8');

/** The cells of the table below a heading, without their backquotes. */
const table = (heading: string): string[][] => {
  const [section = ''] = (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
};

describe("The emulator's page", () => {
  it('lists each option with its default', () => {
    const defaults = Object.entries(behaviourWith()).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const listed = table('Options').map(([name, value = '']) => [name, value.split(' ')[0]]);
    expect(listed).toEqual(defaults);
  });

  it('lists each fault with its mode', () => {
    expect(table('Faults').map(([mode, name]) => [Number(mode), name])).toEqual(
      faultModes.map(({ mode, name }) => [mode, name]),
    );
  });

  it('lists each request of the control surface', async () => {
    const { emulator } = await setupEmulator({ control: true });
    const routes = await (await fetch(`${emulator.origin}/_emulator/`)).json();
    const listed = table('Control surface').flatMap(([requests = '']) => requests.split(', '));
    expect(listed.map((one) => one.replace(/^(\w+) ?/, '$1 /_emulator/')).sort()).toEqual(
      (routes as string[]).sort(),
    );
  });
});
