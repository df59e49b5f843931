import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EndpointName } from '../../functions/contract/endpoints.ts';
import { usage } from '../../lib/cloud/costs.ts';
import { contextNames } from '../../lib/cloud/settings.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the documents of the stack', () => {
  it.each<[EndpointName, string]>([
    ['user-get-token', 'user-get-token, token kept'],
    ['chatroom-create', 'chatroom-create'],
    ['chatroom-join', 'chatroom-join'],
    ['chatroom-destroy', 'chatroom-destroy'],
    ['chatroom-query', 'chatroom-query'],
  ])('price %s with what was measured', (name, call) => {
    const rows = read('docs/operations.md')
      .split('\n')
      .map((row) => row.split(' | '));
    const [, , readUnits, writeUnits, rongCloud = '', , trips] =
      rows.find(([first]) => first === `| ${call}`) ?? [];
    const rongCloudCalls = rongCloud === '–' ? 0 : rongCloud.split(', ').length;
    expect(usage[name]).toEqual({
      readUnits: Number(readUnits),
      writeUnits: Number(writeUnits),
      rongCloudCalls,
      databaseTrips: Number.parseInt(trips ?? '', 10) - rongCloudCalls,
    });
  });

  it('tell every setting that there is', () => {
    const told = [...read('docs/deploying.md').matchAll(/^\| `(\w+)` \| (?:`|none|empty)/gm)].map(
      ([, name]) => name,
    );
    expect(told.toSorted()).toEqual([...contextNames].toSorted());
  });
});
