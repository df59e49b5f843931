import { expect, it } from 'vitest';
import { plantedBugs } from './bugs.ts';
import { catches } from './catching.ts';
import { sourceOf, withBug } from './planting.ts';

it.each(plantedBugs)('can still be planted: $name', (bug) => {
  const source = sourceOf(bug);
  expect(withBug(bug, source)).not.toBe(source);
});

it.each(
  plantedBugs.filter(({ name }) =>
    ['no last destroy', 'a repeated create adopts a dead room'].includes(name),
  ),
)(
  'is caught: $name; npm run test:planted catches all of them',
  async (bug) => {
    const [found] = await catches(bug, { seeds: [1], budget: 2_000 });
    expect(found?.violation).toBeDefined();
  },
  120_000,
);
