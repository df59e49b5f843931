import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleClient } from '../../lib/client/build.ts';
import { refusedOrigin } from '../support/addresses.ts';
import { startTestService } from '../support/test-service.ts';

interface WxRequest {
  readonly url: string;
  readonly method: string;
  readonly header: Record<string, string>;
  readonly data: string;
  readonly timeout: number;
  readonly dataType: string;
  success(result: { statusCode: number; header: Record<string, string>; data: unknown }): void;
  fail(error: { errno: number; errMsg: string }): void;
}

/** `wx.request` as WeChat documents it: JSON by default in both directions, header names as they were sent. */
const wx = {
  request: ({ url, method, header, data, timeout, dataType = 'json', success, fail }: WxRequest) => {
    const headers = { 'content-type': 'application/json', ...header };
    fetch(url, { method, headers, body: data, signal: AbortSignal.timeout(timeout) })
      .then(async (response) => {
        const text = await response.text();
        const header = Object.fromEntries(
          [...response.headers].map(([name, value]) => [
            name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
            value,
          ]),
        );
        success({ statusCode: response.status, header, data: dataType === 'json' ? JSON.parse(text) : text });
      })
      .catch(() => fail({ errno: 600_001, errMsg: 'request:fail' }));
  },
};

/** Lets `./client.js` be the packed client. */
const packed: Plugin = {
  name: 'packed-client',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /client\.js$/ }, () => ({ path: 'client.js', namespace: 'packed' }));
    onLoad({ filter: /./, namespace: 'packed' }, async () => ({ contents: await bundleClient() }));
  },
};

/** The lines of docs/calling.md, compiled to a script as the developer tools do. */
async function compile(url: string, password: string): Promise<string> {
  const calling = await readFile(join(import.meta.dirname, '../../docs/calling.md'), 'utf8');
  const [, lines = ''] = /WeChat mini program.*?```js\n(.*?)```/s.exec(calling) ?? [];
  const contents = `${lines.replace('https://im.example.com', url)}\nexport { gateway, ImGateway, transport };`;
  const { outputFiles } = await build({
    stdin: { contents: `const password = '${password}';\n${contents}` },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'app',
    target: 'es2018',
    plugins: [packed],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const service = await startTestService();
afterAll(() => service.stop());

describe('the client in a WeChat mini program, as docs/calling.md prints it', () => {
  /** An engine with JavaScript's own objects, timers and `wx`: no URL, fetch, btoa, TextEncoder or AbortSignal. */
  const evaluate = async (expression: string, url = service.origin, password = '123456') => {
    const context = createContext({ wx, setTimeout });
    runInContext(await compile(url, password), context);
    return runInContext(
      `${expression}.catch(({ code, message, requestId }) => ({ code, message, requestId }))`,
      context,
    );
  };

  it('gets a reply', async () => {
    const { item } = await evaluate('app.gateway.chatroomQuery({ id: 2 })');
    expect(item).toMatchObject({ chatroom_id: 2, name: 'demo2' });
  });

  it('rejects with the code and the request', async () => {
    const failure = await evaluate('app.gateway.userGetToken()', service.origin, 'wrong');
    expect(failure).toMatchObject({ code: 'WRONG_CREDENTIALS', requestId: service.log.at(-1)?.requestId });
  });

  it('sends Chinese texts', async () => {
    const { id } = await evaluate("app.gateway.chatroomCreate({ live_id: '1', name: '房间 & 1' })");
    const { item } = await evaluate(`app.gateway.chatroomQuery({ id: ${id} })`);
    expect(item.name).toBe('房间 & 1');
  });

  it('rejects with NO_RESPONSE if the service is not reached', async () => {
    const nowhere = await refusedOrigin();
    const call = `new app.ImGateway({ url: '${nowhere}', username: 'a', password: 'b', transport: app.transport, timeoutMs: 500 }).userGetToken()`;
    expect(await evaluate(call)).toMatchObject({ code: 'NO_RESPONSE' });
  });
});
