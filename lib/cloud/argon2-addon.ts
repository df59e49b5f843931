import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// The native addon for password hashing on Lambda (glibc). npm installs this package only on such a machine, so `cdk synth`
// on any other downloads it once, in the version and with the hash of package-lock.json.

const root = join(import.meta.dirname, '../..');

export type ArchitectureName = 'arm64' | 'x86_64';

const kinds = { arm64: 'linux-arm64-gnu', x86_64: 'linux-x64-gnu' } as const;
const packageOf = (architecture: ArchitectureName) => `@node-rs/argon2-${kinds[architecture]}`;
const addonOf = (architecture: ArchitectureName) => `argon2.${kinds[architecture]}.node`;

/** @returns integrity is `sha512-` and the hash in base64. */
export function lockedAddon(architecture: ArchitectureName): { version: string; integrity: string } {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return packages[`node_modules/${packageOf(architecture)}`];
}

/** Renamed when complete: several processes may bundle at once. */
function download(spec: string, tarball: string): void {
  const folder = dirname(tarball);
  mkdirSync(folder, { recursive: true });
  const unfinished = mkdtempSync(join(folder, 'download-'));
  const options = ['--pack-destination', unfinished, '--fetch-retries=0', '--prefer-offline'];
  const shell = process.platform === 'win32';
  execFileSync('npm', ['pack', spec, ...options], { stdio: 'ignore', shell });
  renameSync(join(unfinished, basename(tarball)), tarball);
  rmdirSync(unfinished);
}

/** @throws if npm does not reach its registry, or the download has another hash than package-lock.json. */
function downloaded(architecture: ArchitectureName, folder: string): Buffer {
  const { version, integrity } = lockedAddon(architecture);
  const tarball = join(folder, `node-rs-argon2-${kinds[architecture]}-${version}.tgz`);
  if (!existsSync(tarball)) download(`${packageOf(architecture)}@${version}`, tarball);
  const hash = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (hash !== integrity) throw new Error(`${tarball} has another hash than package-lock.json`);
  return execFileSync('tar', ['-xzOf', tarball, `package/${addonOf(architecture)}`], {
    maxBuffer: 16 * 1_024 * 1_024,
  });
}

/** The addon, or undefined if it cannot be downloaded: functions then hash with Node's own Argon2. */
export function argon2Addon(
  architecture: ArchitectureName,
  folder = join(root, 'node_modules/.cache/im-gateway'),
): Buffer | undefined {
  const name = packageOf(architecture);
  const installed = join(root, 'node_modules', name, addonOf(architecture));
  if (existsSync(installed)) return readFileSync(installed);
  try {
    return downloaded(architecture, folder);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    console.error(`Passwords will be checked by Node's slower Argon2: ${name} is missing (${reason}).`);
    return undefined;
  }
}
