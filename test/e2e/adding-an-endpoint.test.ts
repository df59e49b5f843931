import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const notCopied = ['node_modules', '.git', '.local', 'dist', 'cdk.out'];

/** The files under "How to add an endpoint" in CONTRIBUTING.md: each code block with the path named before it. */
async function filesOfGuide(): Promise<readonly (readonly [path: string, code: string])[]> {
  const guide = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
  const section = guide.slice(guide.indexOf('## How to add an endpoint'));
  return [...section.matchAll(/`([^`\n]+\.ts)`:\n\n```ts\n(.*?)```/gs)].map(
    ([, path = '', code = '']) => [path, code] as const,
  );
}

/** The line that CONTRIBUTING.md asks for. */
async function addToList(folder: string): Promise<void> {
  const path = join(folder, 'functions/contract/endpoints.ts');
  const list = await readFile(path, 'utf8');
  const added = list
    .replace('import {', "import { chatroomAge } from './endpoints/chatroom-age.ts';\nimport {")
    .replace('] as const;', '  chatroomAge,\n] as const;');
  await writeFile(path, added);
}

async function copyRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  const filter = (source: string) => !notCopied.some((name) => source === join(root, name));
  await cp(root, folder, { recursive: true, filter });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** The tests whose outcome depends on the table: those that import it, or what is made from it, or read documents. */
const derivedTests = [
  'test/contract/chatroom-age.test.ts',
  'test/contract/http-file.test.ts',
  'test/contract/openapi-examples.test.ts',
  'test/contract/openapi-import.test.ts',
  'test/contract/operations.test.ts',
  'test/contract/page.test.ts',
  'test/contract/readme-snippets.test.ts',
  'test/contract/time-left.test.ts',
  'test/infra/bundles.test.ts',
  'test/infra/functions.test.ts',
  'test/infra/gateway.test.ts',
  'test/infra/gateway-replies.test.ts',
  'test/infra/log-metrics.test.ts',
  'test/infra/permissions.test.ts',
  'test/infra/template-rules.test.ts',
  'test/infra/watching.test.ts',
  'test/unit/breaking-changes.test.ts',
  'test/unit/documents.test.ts',
  'test/unit/function-settings.test.ts',
  'test/unit/http/stray-event.test.ts',
  'test/unit/import-rule.test.ts',
  'test/unit/openapi.test.ts',
  'test/unit/readme.test.ts',
  'test/unit/jit-warm-up.test.ts',
];

describe('an endpoint added as CONTRIBUTING.md says', () => {
  let folder: string;
  const node = (...words: string[]) => run(process.execPath, words, { cwd: folder });
  beforeAll(async () => {
    folder = await copyRepository();
    for (const [path, code] of await filesOfGuide()) await writeFile(join(folder, path), code);
    await addToList(folder);
    await node('bin/openapi.ts');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes a row, a function and its own test', async () => {
    expect((await filesOfGuide()).map(([path]) => path)).toEqual([
      'functions/contract/endpoints/chatroom-age.ts',
      'functions/chatroom-age.ts',
      'test/contract/chatroom-age.test.ts',
    ]);
  });

  it('has the right types everywhere', async () => {
    expect((await node('node_modules/typescript/bin/tsc')).stdout).toBe('');
  });

  it('keeps the tests of the table green', { timeout: 600_000 }, async () => {
    const { stdout } = await node('node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...derivedTests);
    expect(stdout).not.toContain('failed');
  });

  it('is in the packed client and in the document, by POST only', async () => {
    const packed = "import { bundleClient } from './lib/client/build.ts'; console.log(await bundleClient());";
    await writeFile(join(folder, 'packed.ts'), packed);
    expect((await node('packed.ts')).stdout).toContain('/im/chatroom_age/');
    const { paths } = JSON.parse(await readFile(join(folder, 'docs/openapi.json'), 'utf8'));
    expect(Object.keys(paths['/im/chatroom_age/'])).toEqual(['post']);
  });
});
