import { expect, it, onTestFinished } from 'vitest';
import { undiciRequestHandler } from '../../../functions/platform/undici-request-handler.ts';
import { httpStub, type Respond } from '../rongcloud/http-stub.ts';

const timeouts = { connectMs: 300, requestMs: 1_000 };

function requestTo(origin: string) {
  const { protocol, hostname, port } = new URL(origin);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.GetItem',
  };
  return { protocol, hostname, port: Number(port), path: '/', method: 'POST', headers, body: '{"Key":"名"}' };
}

async function setUp(respond: Respond, requestMs = timeouts.requestMs) {
  const aws = await httpStub(respond);
  const handler = undiciRequestHandler({ ...timeouts, requestMs });
  onTestFinished(async () => {
    handler.destroy();
    await aws.close();
  });
  return { aws, handler, request: requestTo(aws.origin) };
}

it('sends the request as the SDK signed it, and returns the reply whole', async () => {
  const { aws, handler, request } = await setUp(() => ({
    status: 400,
    headers: { 'x-amzn-requestid': 'r1' },
    body: { __type: 'ValidationException' },
  }));
  expect(await handler.handle(request)).toMatchObject({
    response: {
      statusCode: 400,
      headers: { 'x-amzn-requestid': 'r1' },
      body: Buffer.from('{"__type":"ValidationException"}'),
    },
  });
  expect(aws.received).toMatchObject([{ path: '/', body: '{"Key":"名"}', headers: request.headers }]);
});

it('sends one request after the other over one connection, and 60 at once over 50', async () => {
  const { aws, handler, request } = await setUp(() => ({ body: {} }));
  for (let sent = 0; sent < 3; sent += 1) await handler.handle(request);
  expect(aws.connected).toBe(1);
  await Promise.all(Array.from({ length: 60 }, () => handler.handle(request)));
  expect(aws.connected).toBe(50);
});

it.for<[string, Respond]>([
  ['a connection that breaks', (_request, response) => void response.destroy() as undefined],
  [
    'a reply that ends too early',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '9' });
      response.write('{');
      response.destroy();
    },
  ],
  ['silence', () => undefined],
])('%s ends with the error that the SDK tries again', async ([_title, respond]) => {
  const { aws, handler, request } = await setUp(respond, 50);
  await expect(handler.handle(request)).rejects.toMatchObject({ name: 'TimeoutError' });
  aws.respond = () => ({ body: {} });
  expect(await handler.handle(request)).toMatchObject({ response: { statusCode: 200 } });
  const connections = aws.received.map(({ connection }) => connection);
  expect(new Set(connections).size).toBe(2);
});

it('a host that does not listen ends with the error that the SDK tries again', async () => {
  const handler = undiciRequestHandler(timeouts);
  await expect(handler.handle(requestTo('http://127.0.0.1:1'))).rejects.toMatchObject({
    name: 'TimeoutError',
    code: 'ECONNREFUSED',
  });
});

it('an aborted request is not tried again, and its connection not used again', async () => {
  const { aws, handler, request } = await setUp(() => undefined);
  const abort = new AbortController();
  const reply = handler.handle(request, { abortSignal: abort.signal });
  await aws.untilReceived(1);
  abort.abort();
  await expect(reply).rejects.toMatchObject({ name: 'AbortError' });
  aws.respond = () => ({ body: {} });
  await handler.handle(request);
  expect(aws.received.map(({ connection }) => connection)).toEqual([1, 2]);
});

it('a request that was aborted before it, or before it has a connection, is not sent', async () => {
  const { aws, handler, request } = await setUp(() => ({ body: {} }));
  const abortSignal = AbortSignal.abort();
  await expect(handler.handle(request, { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
  const abort = new AbortController();
  const reply = handler.handle(request, { abortSignal: abort.signal });
  abort.abort();
  await expect(reply).rejects.toMatchObject({ name: 'AbortError' });
  await handler.handle({ ...request, path: '/next' });
  expect(aws.received).toMatchObject([{ path: '/next' }]);
});
