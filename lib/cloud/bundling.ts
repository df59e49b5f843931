import { readdirSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import { languages } from '../../functions/contract/reasons.ts';
import { pageFile, pageFolder } from '../../functions/http/page.ts';
import { docsPage } from '../docs-page/build.ts';
import { type ArchitectureName, argon2Addon } from './argon2-addon.ts';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** Replaces a module that no function uses: an empty class, as the default export and by the file's name. */
const emptyModule = (path: string) =>
  `module.exports = class {}; module.exports[${JSON.stringify(basename(path, '.js'))}] = module.exports;`;

/** A filter of esbuild's paths, which on Windows have backslashes. */
export const pathFilter = (filter: RegExp) => new RegExp(filter.source.replaceAll('\\/', '[\\\\/]'));

/**
 * Files of packages that would be loaded and never called: the SDK's search for credentials, which functions read from
 * the environment; its event streams, which DynamoDB and Secrets Manager do not have; undici's HTTP/2 and the bodies of
 * its fetch. test/e2e/artefact.test.ts calls the rest.
 */
const unusedFiles = pathFilter(
  /\/(@aws-sdk\/credential-provider-node\/dist-es\/index|@smithy\/core\/dist-es\/submodules\/event-streams\/index|undici\/lib\/(dispatcher\/client-h2|llhttp\/llhttp-wasm|web\/fetch\/body))\.js$/,
);

const undiciFile = pathFilter(/\/undici\/index\.js$/);
/** Of undici, the exports that functions use; its own index loads fetch, WebSocket, mocks and caches as well. */
const undiciIndex = `
  exports.Pool = require('undici/lib/dispatcher/pool.js');
  exports.buildConnector = require('undici/lib/core/connect.js');
`;

/** bcrypt of imported accounts: a file beside the bundle, loaded only when needed. */
const bcrypt = /^hash-wasm\/dist\/bcrypt\.umd\.min\.js$/;
const bcryptFile = 'bcrypt.cjs';

/** The native Argon2 beside the bundle. Loading fails on a machine of another kind; the function then uses Node's. */
export const addonFile = 'argon2.node';
const addonModule = `
const addon = { exports: {} };
process.dlopen(addon, import.meta.dirname + '/${addonFile}');
export const { hashRawSync } = addon.exports;`;

const sdkManifest = pathFilter(/@aws-sdk\/client-[a-z-]+\/package\.json$/);

const leaveOut: Plugin = {
  name: 'leave-out',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: bcrypt }, () => ({ path: `./${bcryptFile}`, external: true }));
    onResolve({ filter: /^@node-rs\/argon2$/ }, ({ path }) => ({ path, namespace: 'addon' }));
    onLoad({ filter: /./, namespace: 'addon' }, () => ({ contents: addonModule }));
    onLoad({ filter: unusedFiles }, ({ path }) => ({ contents: emptyModule(path) }));
    onLoad({ filter: undiciFile }, () => ({ contents: undiciIndex, resolveDir: root }));
    // The SDK reads only its version there.
    onLoad({ filter: sdkManifest }, ({ path }) => ({
      contents: JSON.stringify({ version: require(path).version }),
      loader: 'json',
    }));
  },
};

/**
 * Only the SDK imports node:fs/promises, to look for configuration files, which no function has. Loading it takes 1 % of a
 * cold start.
 */
const noFiles = `export const readFile = () => Promise.reject(new Error('A function has no such file.'));`;

/**
 * Reads Node's modules by `process.getBuiltinModule`, as AWS's runtime client does. An `import` evaluates all exports of a
 * module; for node:http that includes Node's own undici, 50 ms of every cold start.
 */
const builtIns: Plugin = {
  name: 'built-ins',
  setup: ({ onResolve, onLoad }) => {
    const filter = new RegExp(`^(node:.+|${builtinModules.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'built-in' }));
    onLoad({ filter: /fs\/promises$/, namespace: 'built-in' }, () => ({ contents: noFiles }));
    onLoad({ filter: /./, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** `.mjs` is an ES module, which may use top-level await. */
export const bundleFile = 'index.mjs';

async function bundle(name: string, folder: string, architecture: ArchitectureName): Promise<void> {
  const { metafile } = await build({
    entryPoints: [join(root, 'functions', `${name}.ts`)],
    outfile: join(folder, bundleFile),
    bundle: true,
    metafile: true,
    minify: true,
    charset: 'utf8',
    sourcemap: 'external',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [builtIns, leaveOut],
    legalComments: 'none',
    absWorkingDir: root,
    logLevel: 'silent',
  });
  if (Object.keys(metafile.inputs).some((input) => input.startsWith('addon:')))
    await addHashes(folder, architecture);
  if (name === apiDocs.name) await addPageFiles(folder);
}

async function addHashes(folder: string, architecture: ArchitectureName): Promise<void> {
  await copyFile(require.resolve('hash-wasm/dist/bcrypt.umd.min.js'), join(folder, bcryptFile));
  const addon = argon2Addon(architecture);
  if (addon !== undefined) await writeFile(join(folder, addonFile), addon);
}

async function addPageFiles(folder: string): Promise<void> {
  const read = docsPage({ isLocal: false });
  await mkdir(join(folder, pageFolder), { recursive: true });
  const files = [...languages.map(pageFile), ...Object.keys(apiDocs.files)];
  await Promise.all(files.map(async (file) => writeFile(join(folder, pageFolder, file), await read(file))));
}

/** The folder of a function that becomes its zip: `index.mjs`, and the files that it loads only when needed. */
export type Bundles = (name: string) => string;

/** Each file of functions/ becomes one Lambda function. */
const functionNames = (): readonly string[] =>
  readdirSync(join(root, 'functions')).flatMap((file) => (file.endsWith('.ts') ? basename(file, '.ts') : []));

/** Bundles each function into one file of JavaScript. */
export async function bundleFunctions(
  outFolder: string,
  architecture: ArchitectureName = 'arm64',
  names = functionNames(),
): Promise<Bundles> {
  const folderOf: Bundles = (name) => resolve(outFolder, 'bundles', name);
  const sourceMaps = resolve(outFolder, 'source-maps');
  await mkdir(sourceMaps, { recursive: true });
  await Promise.all(
    names.map(async (name) => {
      await bundle(name, folderOf(name), architecture);
      // Not in the zip: a source map that Node reads costs a fifth of a cold start.
      await rename(join(folderOf(name), `${bundleFile}.map`), join(sourceMaps, `${name}.mjs.map`));
    }),
  );
  return folderOf;
}
