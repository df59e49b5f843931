import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const { resolve } = createRequire(import.meta.url);

/** What takes the place of a module that no function uses but that would be loaded all the same. */
const unused = 'module.exports = {};';

/** Packages whose use is ruled out: functions hand their clients the credentials that Lambda puts in the environment. */
const unusedPackages = /^@aws-sdk\/credential-provider-node$/;

/**
 * Parts of undici: RongCloud answers HTTP/1.1 and the HTTP/2 client loads all of node:http2; the slower of its two
 * parsers is for processors without SIMD, which Lambda does not have.
 */
const unusedFiles = /undici\/lib\/(dispatcher\/client-h2|llhttp\/llhttp-wasm)\.js$/;

/** Argon2 for a Node that has none of its own: a file beside the bundle, so that it is read only there. */
const argon2 = { file: 'argon2.js', source: 'hash-wasm/dist/argon2.umd.min.js' } as const;

/** Leaves out what costs start-up time and is never called; what is gained stands in docs/decisions.md. */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^hash-wasm$/ }, () => ({ path: `./${argon2.file}`, external: true }));
    onResolve({ filter: unusedPackages }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: unusedFiles }, () => ({ contents: unused }));
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: unused }));
  },
};

export interface Bundle {
  /** The folder that becomes the function's zip: `index.js`, and what it loads only in need. */
  readonly folder: string;
  /** Outside of the zip: a source map that Node reads costs a fifth of a cold start. */
  readonly sourceMap: string;
  readonly bytes: number;
}

async function bundle(name: string, outFolder: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'functions', `${name}.ts`)],
    outfile: 'index.js',
    bundle: true,
    write: false,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    target: 'node24',
    // Imported into an ES module, node:http brings Node's own undici along; required, it does not.
    format: 'cjs',
    mainFields: ['module', 'main'],
    // A module that is imported late is then required late, and does not come as an ES module.
    supported: { 'dynamic-import': false },
    plugins: [leaveOut],
    legalComments: 'none',
    absWorkingDir: root,
    logLevel: 'silent',
  });
  const [map, code] = outputFiles.toSorted(({ path }) => (path.endsWith('.map') ? -1 : 1));
  if (map === undefined || code === undefined) throw new Error(`esbuild made no bundle of ${name}`);
  const folder = join(outFolder, 'bundles', name);
  const sourceMap = join(outFolder, 'source-maps', `${name}.js.map`);
  await mkdir(folder, { recursive: true });
  await mkdir(join(outFolder, 'source-maps'), { recursive: true });
  await writeFile(join(folder, 'index.js'), code.contents);
  if (code.text.includes(argon2.file)) await copyFile(resolve(argon2.source), join(folder, argon2.file));
  await writeFile(sourceMap, map.contents);
  return { folder, sourceMap, bytes: code.contents.length };
}

export type Bundles = ReadonlyMap<string, Bundle>;

/**
 * One file of JavaScript to a function, with all that it needs and nothing else.
 * @param names of the files in functions/, without their ending.
 */
export async function bundleFunctions(names: readonly string[], outFolder: string): Promise<Bundles> {
  return new Map(
    await Promise.all(names.map(async (name) => [name, await bundle(name, outFolder)] as const)),
  );
}
