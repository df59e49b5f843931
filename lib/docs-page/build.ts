import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { languages } from '../../functions/contract/reasons.ts';
import { pageFile, type ReadPageFile } from '../../functions/http/page.ts';
import { bundled } from '../client/bundle.ts';
import { openApiDocument } from '../openapi/document.ts';
import { pageHtml } from './page.ts';

const here = import.meta.dirname;

/** For browsers since 2023. */
const script: BuildOptions = {
  minify: true,
  format: 'iife',
  target: ['es2022', 'chrome109', 'safari16', 'firefox115'],
};

/** The files of the page, built at each request: within 20 ms, so that a changed style shows after a reload. */
export function docsPage({ isLocal }: { readonly isLocal: boolean }): ReadPageFile {
  const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    ...Object.fromEntries(
      languages.map((language) => [pageFile(language), () => pageHtml({ isLocal, language })]),
    ),
    'page.js': () => bundled(join(here, isLocal ? 'browser/inspector.ts' : 'browser/page.ts'), script),
    'page.css': () => bundled(join(here, 'page.css'), script),
    'icon.svg': () => readFile(join(here, 'icon.svg'), 'utf8'),
    'openapi.json': () => JSON.stringify(openApiDocument(), null, 2),
  };
  return async (name) => (await makers[name]?.()) ?? '';
}
