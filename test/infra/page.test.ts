import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundleFile, bundleFunctions } from '../../lib/cloud/bundling.ts';

/** The page's bundle as its function gets it. */
async function setup() {
  const out = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  onTestFinished(() => rm(out, { recursive: true }));
  return (await bundleFunctions(out, 'arm64', ['api-docs']))('api-docs');
}

it('the page’s function has its files beside it, without the local state, and is small', async () => {
  const folder = await setup();
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
  expect(text).not.toMatch(/On this machine|本机状态|local\/service|value="123456"|value="student1"/);
  expect(statSync(join(folder, bundleFile)).size).toBeLessThan(60_000);
});
