import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundleFunctions } from '../../lib/cloud/bundling.ts';

/** The page's bundle as its function gets it. */
async function setup() {
  const out = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const bundle = (await bundleFunctions(['api-docs'], out)).get('api-docs');
  if (bundle === undefined) throw new Error('no bundle of api-docs');
  return bundle;
}

it('the page’s function has its files beside it, without the local state, and is small', async () => {
  const { folder, bytes } = await setup();
  const files = readdirSync(join(folder, 'page')).toSorted();
  expect(files).toEqual([
    'icon.svg',
    'index.en.html',
    'index.zh.html',
    'openapi.json',
    'page.css',
    'page.js',
  ]);
  const text = files.map((file) => readFileSync(join(folder, 'page', file), 'utf8')).join('');
  expect(text).not.toMatch(/On this machine|本机状态|local\/world|value="123456"|value="student1"/);
  expect(bytes).toBeLessThan(60_000);
});
