import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultNames } from '../../support/fault-names.ts';
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
  it('lists each fault', () => {
    const names = table('Faults').map(([name]) => name);
    expect(names.sort()).toEqual(faultNames);
  });

  it('names each view and action of the control surface', async () => {
    const { emulator } = await setupEmulator({ control: true });
    const { error } = (await (await fetch(`${emulator.origin}/_emulator/`)).json()) as { error: string };
    const [views = '', actions = ''] = error.slice('GET '.length).split(' or POST ');
    const [, section = ''] = page.split('\n## Control surface\n');
    const [, listed = ''] = section.split('GET reads ');
    const [viewsListed = '', actionsListed = ''] = listed.split('POST acts: ');
    const names = (text: string) => [...text.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name);
    expect(names(viewsListed)).toEqual(views.split(','));
    expect(names(actionsListed.split(';')[0] ?? '')).toEqual(actions.split(','));
  });
});
