import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { bundled } from './bundle.ts';
import { callDeclarations } from './declarations.ts';

const here = import.meta.dirname;
const root = join(here, '../..');

export const bundleClient = (): Promise<string> =>
  bundled(join(here, 'im-gateway.ts'), {
    minify: true,
    format: 'esm',
    platform: 'neutral',
    // The mini programs' engine of old iPhones runs no later JavaScript.
    target: 'es2018',
  });

/** Compiles the declarations below `folder`: those of the table, which they import, stay out of the package. */
async function clientDeclarations(folder: string): Promise<string> {
  const emitted = join(folder, 'tsc');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', here, '--outDir', emitted]);
  const declarations = await readFile(join(emitted, 'lib/client/im-gateway.d.ts'), 'utf8');
  await rm(emitted, { recursive: true });
  return declarations.replaceAll("'./calls.ts'", "'./calls.js'");
}

const packageOfClient = {
  name: packageJson.name,
  version: packageJson.version,
  description: 'Client of im-gateway, for browsers, Node and WeChat mini programs',
  keywords: ['im-gateway', 'rongcloud', '融云', 'chatroom'],
  license: packageJson.license,
  type: 'module',
  sideEffects: false,
  engines: packageJson.engines,
  exports: { './client': { types: './client.d.ts', default: './client.js' } },
};

/** Makes a folder for `npm pack` and `npm install`: only the client, without dependencies. */
export async function buildClient(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'package.json'), `${JSON.stringify(packageOfClient, null, 2)}\n`),
    writeFile(join(folder, 'client.js'), await bundleClient()),
    writeFile(join(folder, 'client.d.ts'), await clientDeclarations(folder)),
    writeFile(join(folder, 'calls.d.ts'), callDeclarations()),
    copyFile(join(here, 'README.md'), join(folder, 'README.md')),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
  ]);
}
