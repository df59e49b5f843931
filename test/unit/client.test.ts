import { ImGateway, type Transport } from 'im-gateway/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Script = readonly (readonly [status: number, body: string, headers?: Record<string, string>] | Error)[];

const success = [200, '{"reason":"","id":7,"ret":"success"}'] as const;
const failure = (code: string, retryAfterSeconds?: number): Script[number] => [
  503,
  JSON.stringify({ reason: `${code} it is.`, ret: 'fail', code }),
  retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
];

/** A client with a scripted service, and the times of its calls. */
function setup(script: Script, timeoutMs = 20_000) {
  const asked: { at: number; url: string; init: RequestInit | undefined }[] = [];
  const startedAt = Date.now();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const answer = script[asked.length];
    asked.push({ at: Date.now() - startedAt, url, init });
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof Error) throw answer;
    const [status, body, headers = {}] = answer;
    return new Response(body, { status, headers });
  });
  const gateway = new ImGateway({
    url: 'https://im.example/prod/',
    username: 'teacher1',
    password: '123456',
    timeoutMs,
  });
  const create = async () => {
    const outcome = gateway.chatroomCreate({ live_id: '1', name: 'room1' }).then(
      ({ id }) => id,
      ({ code }) => code,
    );
    await vi.advanceTimersByTimeAsync(60_000);
    return { outcome: await outcome, askedAt: asked.map(({ at }) => at) };
  };
  return { gateway, create, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the client', () => {
  it('sends a list as JSON, because a name may contain a comma', async () => {
    const { gateway, asked } = setup([[200, '{"silent":true,"speakers":[],"reason":"","ret":"success"}']]);
    await gateway.chatroomSilence({ id: 7, silent: '1', speakers: ['student1', 'a,b'] });
    expect(new URLSearchParams(String(asked[0]?.init?.body)).get('speakers')).toBe('["student1","a,b"]');
  });

  it('sends a POST with Basic credentials, without cookies, and follows no redirect', async () => {
    const { create, asked } = setup([success]);
    expect(await create()).toEqual({ outcome: 7, askedAt: [0] });
    expect(asked[0]?.url).toBe('https://im.example/prod/im/chatroom_create/');
    expect(asked[0]?.init).toMatchObject({
      method: 'POST',
      headers: {
        authorization: 'Basic dGVhY2hlcjE6MTIzNDU2',
        'content-type': 'application/x-www-form-urlencoded',
      },
      credentials: 'omit',
      redirect: 'manual',
    });
    expect(String(asked[0]?.init?.body)).toBe('live_id=1&name=room1');
  });

  it.each([
    ['学生', '密码😀', 'Basic 5a2m55SfOuWvhueggfCfmIA='],
    ['a', 'b', 'Basic YTpi'],
    ['ab', 'b', 'Basic YWI6Yg=='],
    ['ab', '\ud800', 'Basic YWI677+9'],
  ])('encodes %s:%s as %s', async (username, password, authorization) => {
    const sent: string[] = [];
    const transport: Transport = async ({ headers, body }) => {
      sent.push(String(headers.authorization), body);
      return { status: 200, headers: {}, text: '{"reason":"","ret":"success","id":7}' };
    };
    const gateway = new ImGateway({ url: 'https://im.example', username, password, transport });
    await gateway.chatroomCreate({ live_id: '1', name: 'a &=+%课\ud800' });
    expect(sent).toEqual([authorization, 'live_id=1&name=a%20%26%3D%2B%25%E8%AF%BE%EF%BF%BD']);
  });

  it('reads headers in upper or lower case', async () => {
    const headers = { 'X-Request-Id': 'r1', 'Retry-After': '40' };
    const transport: Transport = async () => ({
      status: 429,
      headers,
      text: '{"reason":"Wait.","ret":"fail","code":"TOO_MANY_ATTEMPTS"}',
    });
    const gateway = new ImGateway({ url: 'https://im.example', username: 'a', password: 'b', transport });
    const failure = gateway.userGetToken();
    await expect(failure).rejects.toMatchObject({ requestId: 'r1', retryAfterSeconds: 40, status: 429 });
  });

  it('retries after Retry-After plus half of it as jitter', async () => {
    const { create } = setup([failure('UPSTREAM_BUSY', 2), failure('UNAVAILABLE', 1), success]);
    expect(await create()).toEqual({ outcome: 7, askedAt: [0, 3_000, 4_500] });
  });

  it('retries after a network error', async () => {
    const { create } = setup([new TypeError('fetch failed'), success]);
    expect(await create()).toEqual({ outcome: 7, askedAt: [0, 1_500] });
  });

  it('gives up after three attempts', async () => {
    const busy = failure('UPSTREAM_UNAVAILABLE');
    const { create } = setup([busy, busy, busy, success]);
    expect(await create()).toEqual({ outcome: 'UPSTREAM_UNAVAILABLE', askedAt: [0, 1_500, 3_000] });
  });

  it('gives up at once if the wait would exceed its timeout', async () => {
    const { create } = setup([failure('TOO_MANY_REQUESTS', 40), success]);
    expect(await create()).toEqual({ outcome: 'TOO_MANY_REQUESTS', askedAt: [0] });
  });

  it.each(['WRONG_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'NOT_ALLOWED', 'UPSTREAM_REJECTED', 'INTERNAL'])(
    'does not repeat after %s',
    async (code) => {
      const { create } = setup([failure(code, 1), success]);
      expect(await create()).toEqual({ outcome: code, askedAt: [0] });
    },
  );

  it.each(['<html>', '', '"text"', '{"ret":"maybe"}', 'null', '{"ret":"fail","reason":"No code."}'])(
    'reports %j as not from an im-gateway',
    async (body) => {
      const { create } = setup([[502, body]]);
      expect(await create()).toEqual({ outcome: 'INVALID_RESPONSE', askedAt: [0] });
    },
  );

  it('does not retry a redirect', async () => {
    const { create } = setup([[301, '', { location: 'https://im.example/' }], success]);
    expect(await create()).toEqual({ outcome: 'INVALID_RESPONSE', askedAt: [0] });
  });

  it.each([-5, 0.001, 0, Number.NaN])('waits for a second after Retry-After %d', async (seconds) => {
    const { create } = setup([failure('UPSTREAM_BUSY', seconds), success]);
    expect(await create()).toEqual({ outcome: 7, askedAt: [0, 1_500] });
  });

  it('accepts a timeout with a fraction', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(0);
    const { gateway } = setup([success], 3_333.3);
    await expect(gateway.chatroomCreate({ live_id: '1', name: 'room1' })).resolves.toEqual({ id: 7 });
  });

  it('rejects parameters that it cannot send at once, and not as a service that did not respond', async () => {
    const { gateway, asked } = setup([]);
    await expect(gateway.chatroomQuery(null as unknown as { id: number })).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });

  it('ends an attempt after ten seconds, and all attempts at its timeout, also in browsers of 2018', async () => {
    // These have no AbortSignal.timeout.
    vi.stubGlobal('AbortSignal', undefined);
    const endedAt: number[] = [];
    const startedAt = Date.now();
    vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          endedAt.push(Date.now() - startedAt);
          reject(signal.reason);
        });
      });
    });
    const options = { url: 'https://im.example', username: 'a', password: 'b' };
    const outcome = new ImGateway({ ...options, timeoutMs: 14_000 }).chatroomQuery({ id: 7 });
    outcome.catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(outcome).rejects.toMatchObject({ code: 'NO_RESPONSE' });
    expect(endedAt).toEqual([10_000, 14_000]);
  });
});

describe('the options of ImGateway', () => {
  const sound = { url: 'https://im.example.com', username: 'teacher1', password: '123456' };
  const badUrl = 'url must be an address such as https://im.example.com, without credentials, ? and #';

  it.each([
    ['a url without a scheme', { url: 'im.example.com' }, badUrl],
    ['a url with a port alone', { url: 'localhost:8000' }, badUrl],
    ['another scheme', { url: 'ftp://im.example.com' }, badUrl],
    ['credentials in the url', { url: 'https://a:b@im.example.com' }, badUrl],
    ['a query', { url: 'https://im.example.com/?x=1' }, badUrl],
    ['no host', { url: 'https:///im' }, badUrl],
    ['an empty username', { username: '' }, 'username must be a text that is not empty'],
    [
      'a colon in the username',
      { username: 'a:b' },
      'username must not contain a colon: HTTP Basic cannot carry it',
    ],
    [
      'no password',
      { password: undefined as unknown as string },
      'password must be a text that is not empty',
    ],
    ['a timeout of 0', { timeoutMs: 0 }, 'timeoutMs must be more than 0'],
  ])('refuse %s', (_what, wrong, message) => {
    expect(() => new ImGateway({ ...sound, ...wrong })).toThrow(new TypeError(message));
  });
});
