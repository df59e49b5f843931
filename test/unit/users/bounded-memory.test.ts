import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importUsers } from '../../../lib/users/import/import-users.ts';
import { readRows } from '../../../lib/users/import/read-rows.ts';

const hash = 'pbkdf2_sha256$260000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const count = 100_000;
const maxAheadBytes = 1024 * 1024;

const formats = {
  json: {
    head: '[',
    row: (user: string, isLast: boolean) =>
      `{"model":"auth.user","pk":1,"fields":{"username":"${user}","password":"${hash}"}}${isLast ? ']' : ','}\n`,
  },
  csv: { head: 'username,password\n', row: (user: string) => `${user},${hash}\n` },
  sql: {
    head: 'INSERT INTO `auth_user` (`username`,`password`) VALUES ',
    row: (user: string, isLast: boolean) => `('${user}','${hash}')${isLast ? ';\n' : ','}`,
  },
};

describe('a file of 100,000 users', () => {
  it.each(Object.entries(formats))(
    'as %s is read row by row, never far ahead',
    async (format, { head, row }) => {
      const folder = await mkdtemp(join(tmpdir(), 'im-gateway-'));
      try {
        const path = join(folder, `users.${format}`);
        const file = await open(path, 'w');
        const rows = Array.from({ length: count }, (_, index) => row(`user${index}`, index === count - 1));
        await file.writeFile(head + rows.join(''));
        await file.close();
        const {
          rows: read,
          bytesRead,
          totalBytes,
        } = await readRows(path, { table: 'auth_user', model: 'auth.user' });
        let seen = 0;
        let ahead = 0;
        for await (const { username } of read) {
          if (username !== `user${seen}`) throw new Error(`${username} in place of user${seen}`);
          seen += 1;
          ahead = Math.max(ahead, bytesRead() - (seen / count) * totalBytes);
        }
        expect(seen).toBe(count);
        expect(ahead).toBeLessThan(maxAheadBytes);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

describe('an import of 100,000 users', () => {
  it('stores each 25 before it reads on, and notes their cost once', async () => {
    let read = 0;
    let stored = 0;
    let maxHeld = 0;
    const noted: string[] = [];
    async function* rows() {
      for (; read < count; read += 1) {
        maxHeld = Math.max(maxHeld, read - stored);
        yield { username: `user${read}`, password: hash };
      }
    }
    const directory = {
      taken: async () => new Set<string>(),
      putNew: async (users: readonly unknown[]) => {
        stored += users.length;
      },
      importedHashes: async () => [],
      noteImportedHash: async ({ kind }: { kind: string }) => {
        noted.push(kind);
      },
    };
    const report = await importUsers(directory, rows(), {
      rules: { acceptsWeakDigests: false, importedAt: '2026-01-05T02:00:00.000Z' },
      watch: { onRefused: () => {}, onProgress: () => {} },
    });
    expect(report).toEqual({ imported: 100_000, unchanged: 0, refused: 0 });
    expect(maxHeld).toBe(24);
    expect(noted).toEqual(['pbkdf2_sha256']);
  });
});
