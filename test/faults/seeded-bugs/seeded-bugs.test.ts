import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { seededBugs } from './bugs.ts';
import { catches } from './catching.ts';
import { sourceOf, withBug } from './seeding.ts';

it.each(seededBugs)('can be seeded: $name', (bug) => {
  const source = sourceOf(bug);
  expect(withBug(bug, source)).not.toBe(source);
});

// These take few histories; `npm run test:seeded-bugs` looks for all of them.
const quicklyFound = ['no last destroy', 'a repeated create adopts a destroyed room'];

it.each(seededBugs.filter(({ name }) => quicklyFound.includes(name)))(
  'is found: $name',
  async (bug) => {
    const seed = randomInt(2 ** 31);
    const [found] = await catches(bug, { seeds: [seed], budget: 2_000 });
    expect(found?.violation, `seed ${seed}`).toBeDefined();
  },
  120_000,
);
