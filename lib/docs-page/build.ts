import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { languages } from '../../functions/contract/reasons.ts';
import { pageFile, type ReadPageFile } from '../../functions/http/page.ts';
import { openApiDocument } from '../openapi/document.ts';
import { pageHtml } from './page.ts';

const here = import.meta.dirname;

/** One file of JavaScript or CSS for browsers since 2023. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome109', 'safari16', 'firefox115'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Builds each file of the page. */
const makers = (isLocal: boolean): Readonly<Record<string, () => string | Promise<string>>> => ({
  ...Object.fromEntries(languages.map((one) => [pageFile(one), () => pageHtml({ isLocal, language: one })])),
  'page.js': () => bundled(isLocal ? 'browser/inspector.ts' : 'browser/page.ts'),
  'page.css': () => bundled('page.css'),
  'icon.svg': () => readFile(join(here, 'icon.svg'), 'utf8'),
  'openapi.json': () => JSON.stringify(openApiDocument(), null, 2),
});

/** The files of the page, each built at its first request. */
export function docsPage({ isLocal }: { readonly isLocal: boolean }): ReadPageFile {
  const made = new Map<string, Promise<string>>();
  const files = makers(isLocal);
  return (name) => {
    const text = made.get(name) ?? Promise.resolve(files[name]?.() ?? '');
    made.set(name, text);
    return text;
  };
}
