import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const scope = join(import.meta.dirname, '../../node_modules/@node-rs');

/** The native Argon2 of the machine that runs the tests; bundles hold Lambda's. */
export function hostAddon(): string {
  const folders = readdirSync(scope).filter((name) => name.startsWith('argon2-'));
  const [addon] = folders.flatMap((folder) =>
    readdirSync(join(scope, folder)).flatMap((file) =>
      file.endsWith('.node') ? [join(scope, folder, file)] : [],
    ),
  );
  if (addon === undefined) throw new Error('npm has installed no @node-rs/argon2 for this machine');
  return addon;
}
