import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
    // What the mini programs' engine of old iPhones runs.
    target: 'es2018',
  });

async function declarations(): Promise<{ client: string; transport: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', here, '--outDir', folder]);
    const read = (name: string) => readFile(join(folder, 'lib/client', name), 'utf8');
    const client = (await read('im-gateway.d.ts')).replaceAll(/'(\.\/\w+)\.ts'/g, "'$1.js'");
    return { client, transport: await read('transport.d.ts') };
  } finally {
    await rm(folder, { recursive: true });
  }
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
  const { client, transport } = await declarations();
  await Promise.all([
    writeFile(join(folder, 'package.json'), `${JSON.stringify(packageOfClient, null, 2)}\n`),
    writeFile(join(folder, 'client.js'), await bundleClient()),
    writeFile(join(folder, 'client.d.ts'), client),
    writeFile(join(folder, 'transport.d.ts'), transport),
    writeFile(join(folder, 'calls.d.ts'), callDeclarations()),
    copyFile(join(here, 'README.md'), join(folder, 'README.md')),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
  ]);
}
