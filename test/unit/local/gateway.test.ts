import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Listening, listen } from '../../../lib/emulator/http.ts';
import { createGateway } from '../../../lib/local/gateway.ts';
import { breakOff, exchange, openConnection } from '../../support/raw-connection.ts';

const route = {
  resource: '/im/echo',
  methods: ['GET', 'POST'],
  handler: async ({ body }: { body: string | null }) => ({
    statusCode: 200,
    headers: {},
    body: body ?? 'none',
  }),
};

const throwing = {
  resource: '/im/throws',
  methods: ['GET'],
  handler: () => {
    throw new Error('a fault of ours');
  },
};

const settings = { corsOrigins: [], errorStatus: 'http', language: 'en' } as const;
let gateway: Listening;
/** A short timeout for requests that never end. A busy machine may take longer for a valid request. */
let hasty: Listening;
beforeAll(async () => {
  const options = { ...settings, routes: [route, throwing] };
  gateway = await listen(createGateway(options), 0);
  hasty = await listen(createGateway({ ...options, requestTimeoutMs: 100 }), 0);
});
afterAll(async () => {
  await gateway.stop();
  await hasty.stop();
});

const close = 'Connection: close\r\n';
const post = 'POST /im/echo HTTP/1.1\r\nHost: x\r\n';
const bodyOf = (reply: string) => reply.split('\r\n\r\n')[1];
const refused = (code: string) => expect.stringContaining(`"ret":"fail","code":"${code}"`);

describe('the query of a request', () => {
  const query = {
    resource: '/im/query',
    methods: ['GET'],
    handler: async (event: { multiValueQueryStringParameters: unknown }) => ({
      statusCode: 200,
      headers: {},
      body: JSON.stringify(event.multiValueQueryStringParameters),
    }),
  };
  const log: unknown[] = [];
  let reading: Listening;
  beforeAll(async () => {
    const output = (_level: string, entry: unknown) => log.push(entry);
    reading = await listen(createGateway({ ...settings, routes: [query], output }), 0);
  });
  afterAll(() => reading.stop());
  const get = async (text: string | Buffer) => {
    const line = Buffer.concat([Buffer.from('GET /im/query?'), Buffer.from(text)]);
    return await exchange(
      reading.origin,
      Buffer.concat([line, Buffer.from(' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')]),
    );
  };

  it.each<[string, string | Buffer, object]>([
    ['percent-encoded UTF-8', 'name=%E8%AF%BE', { name: ['课'] }],
    ['a plus sign as a space', 'name=a+b', { name: ['a b'] }],
    ['a question mark within', 'name=a?b', { name: ['a?b'] }],
  ])('is read: %s', async (_what, text, expected) => {
    expect(bodyOf(await get(text))).toContain(JSON.stringify(expected));
  });

  const malformed = 'The URL must be percent-encoded UTF-8; write a percent sign as %25.';

  it.each([
    ['an unencoded semicolon', 'name=a;b', '; must be percent-encoded as %3B in a URL.'],
    ['50%', 'password=50%', malformed],
    ['%zz', 'password=%zz', malformed],
    ['raw UTF-8', Buffer.from('name=课'), malformed],
    ['raw GBK', Buffer.from([0x61, 0x3d, 0xc0, 0xcf]), malformed],
    ['a raw space', 'name=a b', malformed],
    ['a raw NUL', 'name=a\0b', malformed],
  ])('is refused for %s, with a line in the log', async (_what, text, reason) => {
    log.length = 0;
    const reply = await get(text);
    expect(JSON.parse(bodyOf(reply) ?? '')).toEqual({ reason, ret: 'fail', code: 'INVALID_PARAMETER' });
    const [, requestId] = /^x-request-id: (\S+)\r$/m.exec(reply) ?? [];
    expect(log).toEqual([{ event: 'gateway-reply', requestId, status: 400, code: 'INVALID_PARAMETER' }]);
  });
});

describe('the local gateway', () => {
  it.each([
    ['a body that breaks off', `${post}Content-Length: 50\r\n\r\nusername=st`],
    ['a chunked body that breaks off', `${post}Transfer-Encoding: chunked\r\n\r\n20\r\nusername=`],
    ['headers that break off', `${post}Content-Le`],
    ['a request line that breaks off', 'POST /im/ec'],
    ['no byte at all', ''],
    ['a reply that nobody reads', 'GET /im/echo HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('goes on serving after a client that sends %s', async (_what, bytes) => {
    await breakOff(gateway.origin, bytes);
    expect(await (await fetch(`${gateway.origin}/im/echo`)).text()).toBe('none');
  });

  it.each([
    ['a line that is no HTTP', 'hello\r\n\r\n', 'INVALID_PARAMETER'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00', 'INVALID_PARAMETER'],
    ['a broken chunk size', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'INVALID_PARAMETER'],
    ['two lengths', `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'INVALID_PARAMETER'],
    [
      'a length and chunks',
      `${post}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      'INVALID_PARAMETER',
    ],
    ['headers of more than 10 KB', `${post}X: ${'x'.repeat(12_000)}\r\n\r\n`, 'TOO_LARGE'],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 'NOT_FOUND'],
    ['a handler that throws', `GET /im/throws HTTP/1.1\r\nHost: x\r\n${close}\r\n`, 'INTERNAL'],
  ])('replies to %s in the envelope, with a request id', async (_what, bytes, code) => {
    const reply = await exchange(gateway.origin, bytes);
    expect(bodyOf(reply)).toEqual(refused(code));
    expect(reply).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m);
  });

  it.each([
    ['without Host', `GET /im/echo HTTP/1.1\r\n${close}\r\n`],
    ['of HTTP/0.9', 'GET /im/echo\r\n\r\n'],
    ['of HTTP/1.0', 'GET /im/echo HTTP/1.0\r\n\r\n'],
    ['with an unknown Expect', `GET /im/echo HTTP/1.1\r\nHost: x\r\nExpect: something\r\n${close}\r\n`],
    ['with a target in absolute form', `GET http://other/im/echo/ HTTP/1.1\r\nHost: x\r\n${close}\r\n`],
    ['that asks for an upgrade', `GET /im/echo HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n${close}\r\n`],
  ])('serves a request %s', async (_what, bytes) => {
    const reply = await exchange(gateway.origin, bytes);
    expect([reply.slice(0, 15), bodyOf(reply)]).toEqual(['HTTP/1.1 200 OK', expect.stringContaining('none')]);
  });

  it.each([
    ['a connection that says nothing', ''],
    ['headers that do not end', `${post}X: `],
    ['a body that does not end', `${post}Content-Length: 50\r\n\r\nusername=st`],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('closes %s without a reply', async (_what, bytes) => {
    expect(await exchange(hasty.origin, bytes)).toBe('');
  });

  it('goes on serving when a connection cannot be accepted', async () => {
    const server = createGateway({ ...settings, routes: [route] });
    const listening = await listen(server, 0);
    onTestFinished(() => listening.stop());
    server.emit('error', new Error('accept EMFILE'));
    expect(await (await fetch(`${listening.origin}/im/echo`)).text()).toBe('none');
  });

  it('closes a connection whose client does not read the reply', async () => {
    const reply = { statusCode: 200, headers: {}, body: 'x'.repeat(50_000_000) };
    const routes = [{ resource: '/im/huge', methods: ['GET'], handler: async () => reply }];
    const server = createGateway({ ...settings, routes, requestTimeoutMs: 100 });
    const connected = once(server, 'connection');
    const listening = await listen(server, 0);
    onTestFinished(() => listening.stop());
    const socket = openConnection(listening.origin).pause();
    socket.write('GET /im/huge HTTP/1.1\r\nHost: x\r\n\r\n');
    const [served] = await connected;
    await new Promise((resolve) => served.once('close', resolve));
    socket.destroy();
  });

  it.each([
    ['a Content-Length in characters, not bytes', `${post}Content-Length: 6\r\n\r\nname=中`, 'name=\ufffd'],
    ['no request', `${post}Content-Length: 1\r\n\r\n1no request\r\n\r\n`, '1'],
    [
      'a request with a broken body',
      `${post}Content-Length: 1\r\n\r\n1${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
      '1',
    ],
  ])('replies to a request before it refuses the bytes behind it: %s', async (_what, bytes, body) => {
    const replies = (await exchange(gateway.origin, bytes)).split(/(?=HTTP\/1\.1 )/);
    expect(replies.map(bodyOf)).toEqual([body, refused('INVALID_PARAMETER')]);
  });

  it.each([
    ['headers', 'GET /im/echo HTTP/1.1\r\nX: ', 'TOO_LARGE'],
    [
      'a body',
      'POST /im/nothing HTTP/1.1\r\nConnection: close\r\nContent-Length: 5000000\r\n\r\n',
      'NOT_FOUND',
    ],
  ])('reads %s of 5 MB to the end, so that the client receives the reply', async (_what, start, code) => {
    expect(bodyOf(await exchange(gateway.origin, start.padEnd(start.length + 5_000_000, 'x')))).toEqual(
      refused(code),
    );
  });

  it.each([
    ['a request', 'GET /im/late HTTP/1.1\r\nHost: x\r\n\r\n', ['late']],
    ['two requests', 'GET /im/late HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2), ['late', 'late']],
    ['half a body', `${post}Content-Length: 50\r\n\r\nhalf`, [refused('INVALID_PARAMETER')]],
    ['nothing', '', []],
  ])('replies to a client that closes its side after %s', async (_what, bytes, bodies) => {
    const closed = Promise.withResolvers<void>();
    const handler = async () => {
      await closed.promise;
      return { statusCode: 200, headers: {}, body: 'late' };
    };
    const routes = [{ resource: '/im/late', methods: ['GET'], handler }, route];
    const server = createGateway({ ...settings, routes });
    server.on('connection', (socket) => socket.once('end', () => setImmediate(closed.resolve)));
    const late = await listen(server, 0);
    onTestFinished(() => late.stop());
    const replies = (await exchange(late.origin, bytes, { isHalfClosed: true })).split(/(?=HTTP\/1\.1 )/);
    expect(replies.filter(Boolean).map(bodyOf)).toEqual(bodies);
  });
});
