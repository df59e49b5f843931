import { type BuildOptions, build, type Plugin } from 'esbuild';
import { paths } from './calls.ts';

/** Replaces calls.ts by its paths, because the table would add its schemas to the bundle. */
const literalPaths: Plugin = {
  name: 'literal-paths',
  setup: ({ onLoad }) => {
    onLoad({ filter: /client\/calls\.ts$/ }, () => ({
      contents: `export const paths = ${JSON.stringify(paths)};`,
    }));
  },
};

/** One file of JavaScript or CSS. */
export async function bundled(entryPoint: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    plugins: [literalPaths],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
