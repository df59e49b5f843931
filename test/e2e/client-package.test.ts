import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../lib/client/build.ts';
import { chromiumPath, launchBrowser, openPage } from '../support/browser.ts';
import { newFolder } from '../support/temporary-folder.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const run = promisify(execFile);
const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

const typed = `
import { ImGateway, type ImGatewayCode, ImGatewayError } from 'im-gateway/client';
const gateway = new ImGateway({ url: 'https://im.example', username: 'a', password: 'b' });
const id: number = (await gateway.chatroomCreate({ live_id: '1', name: 'room1' })).id;
const { item: { chatroom_id, name, time } } = await gateway.chatroomQuery({ id });
const all: [number, string, string, string] = [chatroom_id, name, time, (await gateway.userGetToken()).token];
export const codeOf = (error: unknown): ImGatewayCode | undefined =>
  error instanceof ImGatewayError ? error.code : undefined;
export { all };
// @ts-expect-error an id is a number
await gateway.chatroomJoin({ id: '7' });
// @ts-expect-error a name is missing
await gateway.chatroomCreate({ live_id: '1' });
// @ts-expect-error the codes are a closed list
codeOf(1) === 'NO_SUCH_CODE';
`;

describe('the packed client', () => {
  const folder = newFolder();
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await buildClient(join(folder, 'built'));
    const { stdout } = await run('npm', ['pack', './built', '--silent'], { cwd: folder });
    await writeFile(join(folder, 'package.json'), '{"name":"app","private":true,"type":"module"}');
    await run('npm', ['install', '--offline', '--no-audit', `./${stdout.trim()}`], { cwd: folder });
  });
  afterAll(() => service.stop());

  it('installs without dependencies, and runs in the Node of npm', async () => {
    const script = `import { ImGateway } from 'im-gateway/client';
      const gateway = new ImGateway({ url: '${service.origin}', username: 'teacher1', password: '123456' });
      console.log(JSON.stringify((await gateway.chatroomQuery({ id: 2 })).item.name));`;
    await writeFile(join(folder, 'app.js'), script);
    // The developer's Node, 20 or newer; this test runs in Node 24.
    const node = process.env.npm_node_execpath ?? process.execPath;
    const { stdout } = await run(node, ['app.js'], { cwd: folder });
    expect(stdout).toBe('"demo2"\n');
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/im-gateway']);
  });

  it('creates a room with the lines of docs/calling.md', async () => {
    const calling = await readFile(join(import.meta.dirname, '../../docs/calling.md'), 'utf8');
    const [, lines = ''] = /## JavaScript and TypeScript.*?```ts\n(.*?)```/s.exec(calling) ?? [];
    const here = lines.replace('https://im.example.com', service.origin);
    await writeFile(join(folder, 'readme.js'), `const password = '123456';\n${here}console.log(id);`);
    const { stdout } = await run(process.execPath, ['readme.js'], { cwd: folder });
    expect(stdout).toBe('7\n');
  });

  it('has a README and a licence, and can be published', async () => {
    const at = join(folder, 'node_modules/im-gateway');
    const {
      private: isPrivate,
      license,
      engines,
    } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'));
    expect([isPrivate, license, engines]).toEqual([undefined, 'MIT', { node: '>=20' }]);
    expect((await readdir(at)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'calls.d.ts',
      'client.d.ts',
      'client.js',
      'package.json',
    ]);
    const lines = /```js\n(.*?)```/s.exec(await readFile(join(at, 'README.md'), 'utf8'))?.[1] ?? '';
    const calling = await readFile(join(import.meta.dirname, '../../docs/calling.md'), 'utf8');
    expect(calling).toContain(lines);
    expect(lines).toContain('new ImGateway(');
  });

  it('is less than 3.8 kB of JavaScript and needs nothing of Node', async () => {
    const code = await readFile(join(folder, 'node_modules/im-gateway/client.js'), 'utf8');
    expect(Buffer.byteLength(code)).toBeLessThan(3_800);
    expect(code).not.toMatch(/\bimport\b|require\(|process\.|Buffer/);
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'is typed for --module %s --moduleResolution %s: parameters, replies and the closed list of codes',
    async (module, moduleResolution) => {
      await writeFile(join(folder, 'app.ts'), typed);
      const options = ['--ignoreConfig', '--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022'];
      // Without the types of the browser or of Node.
      const kind = ['--types', '', '--module', module, '--moduleResolution', moduleResolution];
      const { stdout } = await run(process.execPath, [tsc, ...options, ...kind, 'app.ts'], { cwd: folder });
      expect(stdout).toBe('');
    },
  );

  it.runIf(chromiumPath !== undefined)('runs in a browser', async () => {
    const browser = await launchBrowser();
    const { page, errors } = await openPage(browser);
    await page.goto(`${service.origin}/im/docs/`);
    const code = await readFile(join(folder, 'node_modules/im-gateway/client.js'), 'utf8');
    await page.route('**/client.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: code }),
    );
    const name = await page.evaluate(`import('/client.js').then(async ({ ImGateway }) => {
      const gateway = new ImGateway({ url: location.origin, username: 'teacher1', password: '123456' });
      return (await gateway.chatroomQuery({ id: 2 })).item.name;
    })`);
    await browser.close();
    expect([name, errors]).toEqual(['demo2', []]);
  });
});
