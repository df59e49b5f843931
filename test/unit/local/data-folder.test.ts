import { expect, it } from 'vitest';
import { describeFault } from '../../../lib/local/data-folder.ts';

it.each([
  ['No space left on device', 'free some disk space and start again; every reply that was sent is kept'],
  ['Disk quota exceeded', 'free some disk space and start again; every reply that was sent is kept'],
  ['Permission denied', 'give this user the right to write to it, or set DATA_DIR to another folder'],
  ['Read-only file system', 'give this user the right to write to it, or set DATA_DIR to another folder'],
  ['Too many open files', 'raise the limit of open files (ulimit -n) and start again'],
  ['bad record', 'restore the folder from a copy, or run npm start -- --fresh to begin with an empty one'],
])('names the way out of LevelDB’s fault: %s', (words, wayOut) => {
  const fault = Object.assign(new Error(`IO error: /data/1.log: ${words}\nmore`), { code: 'LEVEL_IO_ERROR' });
  expect(describeFault('/data', fault)).toBe(
    `DATA_DIR /data cannot be used: IO error: /data/1.log: ${words}; ${wayOut}`,
  );
});
