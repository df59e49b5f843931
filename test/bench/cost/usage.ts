import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Usage } from './cost-of-calls.ts';

const operations = readFileSync(join(import.meta.dirname, '../../contract/operations.md'), 'utf8').split(
  '\n',
);

/** The resources of a call by its row in test/contract/operations.md, where a test holds the figures. */
export function usageOf(call: string): Usage {
  const cells = operations.find((line) => line.startsWith(`| ${call} |`))?.split('|');
  if (cells === undefined) throw new Error(`test/contract/operations.md has no row ${call}`);
  const [, , , read = '', write = '', rongCloud = '', , trips = ''] = cells.map((cell) => cell.trim());
  const rongCloudCalls = rongCloud === '–' ? 0 : rongCloud.split(',').length;
  return {
    databaseTrips: Number(trips) - rongCloudCalls,
    rongCloudCalls,
    readUnits: Number(read),
    writeUnits: Number(write),
  };
}
