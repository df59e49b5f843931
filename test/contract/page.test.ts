import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/api-docs.ts';
import { pageFolder } from '../../functions/http/page.ts';
import { processDeps } from '../../functions/platform/deps.ts';
import { newFolder } from '../support/temporary-folder.ts';
import { startTestService } from '../support/test-service.ts';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

const service = await startTestService();
afterAll(() => service.stop());

describe('/im/docs/', () => {
  it.each([
    ['/im/docs/', 'text/html; charset=utf-8'],
    ['/im/docs', 'text/html; charset=utf-8'],
    ['/im/docs/page.js', 'text/javascript; charset=utf-8'],
    ['/im/docs/page.css', 'text/css; charset=utf-8'],
    ['/im/docs/icon.svg', 'image/svg+xml'],
    ['/im/docs/openapi.json', 'application/json; charset=utf-8'],
  ])('%s is served without caching, and may load only from its own origin', async (path, type) => {
    const { status, headers } = await service.call(path);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': type,
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers.has('etag')).toBe(false);
  });

  it('has no script, style or handler within the page', async () => {
    const { text } = await service.call('/im/docs/');
    expect(text).not.toMatch(
      /<script(?! src="\/im\/docs\/page\.js" defer><\/script>)|<style|\sstyle=|\son\w+=/,
    );
  });

  it.each([
    ['', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['', 'de-DE,de;q=0.9', 'en'],
    ['?lang=zh', 'en', 'zh'],
    ['?lang=en', 'zh-CN', 'en'],
    ['?lang=de', 'zh-CN', 'zh'],
  ])('is in the language of %j and Accept-Language %j', async (query, asked, language) => {
    const { headers, text } = await service.call(`/im/docs/${query}`, {
      headers: { 'accept-language': asked },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-language': language,
      vary: 'Accept-Language',
    });
    expect(text).toContain(language === 'zh' ? '<html lang="zh-CN">' : '<html lang="en">');
  });

  it('is the redirect target of /', async () => {
    const { status, headers } = await service.call('/', { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/im/docs/']);
    expect((await service.call('/', { method: 'POST' })).status).toBe(404);
  });

  it('serves the committed OpenAPI document', async () => {
    const { json } = await service.call('/im/docs/openapi.json');
    expect(json).toMatchObject({ openapi: '3.1.0', paths: { '/im/chatroom_query/': {} } });
  });

  it.each([
    ['GET', '/im/docs/nothing'],
    ['GET', '/im/docs/__proto__'],
    ['GET', '/im/docs/..%2F..%2Fpackage.json'],
    ['GET', '/im/docs/page.js/more'],
    ['POST', '/im/docs/'],
    ['OPTIONS', '/im/docs/'],
  ])('%s %s is not found', async (method, path) => {
    const { status, json } = await service.call(path, { method });
    expect([status, json.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('fits in 125 kB, all files together', async () => {
    const files = ['', 'page.js', 'page.css', 'icon.svg'];
    const texts = await Promise.all(files.map(async (file) => (await service.call(`/im/docs/${file}`)).text));
    expect(Buffer.byteLength(texts.join(''))).toBeLessThan(125_000);
  });
});

describe('the state of this machine on the page', () => {
  const post = (name: string, body: string, type = 'application/json') =>
    service.call(`/_emulator/${name}`, { method: 'POST', headers: { 'content-type': type }, body });

  it('shows users, rooms, members and calls, and no password, hash or token', async () => {
    await service.call('/im/user_get_token?username=student1&password=123456');
    await post('join', '["student1","2"]');
    const { json, text } = await service.call('/im/docs/local/look');
    // Without tags, as a reader sees it.
    const shown = Object.fromEntries(
      Object.entries(json.parts as Record<string, string>).map(([id, html]) => [
        id,
        html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
      ]),
    );
    expect(shown).toMatchObject({ 'users-total': '2', 'rooms-total': '6' });
    expect(shown.users).toBe(' student1 student, online teacher1 teacher ');
    expect(shown.rooms).toContain(' 2 demo2 active student1 App joins ');
    expect(shown.rooms).toContain(' 1 demo1 active empty App joins ');
    expect(shown.calls).toContain(' /user/getToken.json 200 userId=student1&amp;name=student1 ');
    expect(text).not.toMatch(/argon2|passwordHash|"token"/);
  });
});

describe('the page as a function on AWS', () => {
  const event = (path: string, file?: string) =>
    ({
      headers: {},
      pathParameters: file === undefined ? null : { file },
      requestContext: { requestId: 'r1', path, identity: { sourceIp: '192.0.2.1' } },
    }) as unknown as APIGatewayProxyEvent;

  async function setup() {
    const root = newFolder();
    await mkdir(join(root, pageFolder));
    await writeFile(join(root, pageFolder, 'index.en.html'), '<link href="{{base}}a">');
    await writeFile(join(root, pageFolder, 'index.zh.html'), '中文');
    await writeFile(join(root, pageFolder, 'secret.txt'), 'secret');
    const handler = createHandler({ ...processDeps, environment: { LAMBDA_TASK_ROOT: root } });
    return async (path: string, file?: string) =>
      (await handler(event(path, file), { getRemainingTimeInMillis: () => 1_000 })).body;
  }

  it('reads its files from the bundle, and adds the stage to its path', async () => {
    const get = await setup();
    expect(await get('/prod/im/docs')).toBe('<link href="/prod/im/docs/a">');
    expect(await get('/prod/im/docs/')).toBe('<link href="/prod/im/docs/a">');
    expect(await get('/im/docs/')).toBe('<link href="/im/docs/a">');
    expect(await get('/"><script>/im/docs/')).toBe('<link href="/script/im/docs/a">');
  });

  it('serves no file that the table does not name', async () => {
    const get = await setup();
    expect(await get('/im/docs/secret.txt', 'secret.txt')).toContain('NOT_FOUND');
    expect(await get('/im/docs/index.en.html', 'index.en.html')).toContain('NOT_FOUND');
    expect(await get('/im/docs/x', '../../etc/passwd')).toContain('NOT_FOUND');
  });
});
