import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { argon2Addon, lockedAddon } from '../../lib/cloud/argon2-addon.ts';
import { newFolder } from '../support/temporary-folder.ts';

it('refuses a download whose hash is not that of package-lock.json, and says so in one line', () => {
  const folder = newFolder();
  try {
    const { version } = lockedAddon('arm64');
    writeFileSync(join(folder, `node-rs-argon2-linux-arm64-gnu-${version}.tgz`), 'not the package');
    const log = vi.spyOn(console, 'error').mockReturnValue();
    expect(argon2Addon('arm64', folder)).toBeUndefined();
    const line = /^Passwords will be checked by Node's slower Argon2: .* another hash .*$/;
    expect(log.mock.calls).toEqual([[expect.stringMatching(line)]]);
  } finally {
    vi.restoreAllMocks();
  }
});

// ELF's numbers of machines: 183 is AArch64, 62 is x86-64.
it.each([
  ['arm64', 183],
  ['x86_64', 62],
] as const)('is of the machine: %s', (architecture, machine) => {
  expect(argon2Addon(architecture)?.readUInt16LE(18) ?? machine).toBe(machine);
});
