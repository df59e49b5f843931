import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { bundled } from '../client/bundle.ts';

const here = import.meta.dirname;
const root = join(here, '../..');
/** The packages in the bundle, whose licences must be included. */
const bundledPackages = ['commander', 'zod'];

const packageOfEmulator = {
  name: 'rongcloud-emulator',
  version: packageJson.version,
  description: "An emulator of RongCloud's IM server API, for tests and development without an account",
  keywords: ['rongcloud', '融云', 'emulator', 'mock', 'im', 'chatroom'],
  license: packageJson.license,
  type: 'module',
  engines: { node: '>=20' },
  bin: { 'rongcloud-emulator': 'rongcloud-emulator.js' },
};

/** docs/rongcloud-emulator.md without the sentences about the repository's files and the section on tests. */
const readmeOf = (page: string) =>
  page
    .replaceAll('npm run rongcloud-emulator --', 'npx rongcloud-emulator')
    .replace(/\n## In a test\n.*?(?=\n## )/s, '')
    .replaceAll(/ [^.|\n]*`(?:lib|dist)\/[^`\n]*`[^.|\n]*\./g, '');

async function licences(): Promise<string> {
  const texts = bundledPackages.map((name) => readFile(join(root, 'node_modules', name, 'LICENSE'), 'utf8'));
  return (await Promise.all(texts)).map((text, index) => `${bundledPackages[index]}\n\n${text}`).join('\n');
}

/** Makes a folder for `npm pack` and `npm install`: the emulator as one file, without dependencies. */
export async function buildEmulator(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page = await readFile(join(root, 'docs/rongcloud-emulator.md'), 'utf8');
  const program = await bundled(join(here, 'main.ts'), {
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // commander is CommonJS and requires modules of Node.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  await Promise.all([
    writeFile(join(folder, 'rongcloud-emulator.js'), program),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(packageOfEmulator, null, 2)}\n`),
    writeFile(join(folder, 'README.md'), readmeOf(page)),
    writeFile(join(folder, 'THIRD-PARTY-LICENSES'), await licences()),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
  ]);
}
