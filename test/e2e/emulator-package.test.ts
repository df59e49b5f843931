import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildEmulator } from '../../lib/emulator-package/build.ts';
import { callRongCloud } from '../support/rongcloud-call.ts';
import { newFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
/** The developer's Node, 20 or newer; this test runs in Node 24. */
const node = process.env.npm_node_execpath ?? process.execPath;

describe('the packed emulator', () => {
  const folder = newFolder();
  let installed: string;
  beforeAll(async () => {
    installed = join(folder, 'node_modules/rongcloud-emulator');
    await buildEmulator(join(folder, 'built'));
    const { stdout } = await run('npm', ['pack', './built', '--silent'], { cwd: folder });
    await writeFile(join(folder, 'package.json'), '{"name":"app","private":true}');
    await run('npm', ['install', '--offline', '--no-audit', `./${stdout.trim()}`], { cwd: folder });
  });

  function start(...words: string[]) {
    const file = join(folder, 'node_modules/.bin/rongcloud-emulator');
    const child = spawn(node, [file, '--app-key', 'K', '--app-secret', 'S', ...words], { stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output.text += chunk;
      });
    return { child, output, ended: once(child, 'exit') };
  }

  it('installs by itself', async () => {
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/rongcloud-emulator']);
    expect((await readdir(installed)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES',
      'package.json',
      'rongcloud-emulator.js',
    ]);
  });

  it('answers a signed call, is controlled over HTTP, and ends with Ctrl-C', async () => {
    const { child, output, ended } = start('--port', '0', '--control');
    await once(child.stdout, 'data');
    const [origin] = output.text.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
    const call = { appKey: 'K', appSecret: 'S', form: { userId: 'u1', name: 'Li Lei' } };
    const { body } = await callRongCloud(`${origin}/user/getToken.json`, call);
    expect(body).toMatchObject({ code: 200, userId: 'u1' });
    const wrong = await callRongCloud(`${origin}/user/getToken.json`, { ...call, appSecret: 'another' });
    expect(wrong.body.code).toBe(1004);
    const users = await (await fetch(`${origin}/_emulator/users`)).json();
    expect(JSON.stringify(users)).toContain('"u1"');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });

  it('says in one line that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = Object(server.address());
    const { output, ended } = start('--port', String(port));
    expect(await ended).toEqual([1, null]);
    expect(output.text).toMatch(/^rongcloud-emulator: .*EADDRINUSE.*\n$/);
  });

  it('has a README about the package only', async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8');
    expect(readme).toContain('npx rongcloud-emulator --app-key K --app-secret S');
    expect(readme).toContain('| `rate-limited` |');
    expect(readme).not.toMatch(/npm run|lib\/|startRongCloudEmulator/);
  });

  it('has nothing of the service in it', async () => {
    const code = await readFile(join(installed, 'rongcloud-emulator.js'), 'utf8');
    expect(code).not.toMatch(/aws-sdk|dynamodb|im_gateway|im-gateway/i);
    expect(Buffer.byteLength(code)).toBeLessThan(500_000);
  });
});
