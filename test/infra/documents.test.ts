import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contextNames } from '../../lib/cloud/settings.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the documents of the stack', () => {
  it('tell every setting that there is', () => {
    const told = [...read('docs/deploying.md').matchAll(/^\| `(\w+)` \| (?:`|none|empty)/gm)].map(
      ([, name]) => name,
    );
    expect(told.toSorted()).toEqual([...contextNames].toSorted());
  });
});
