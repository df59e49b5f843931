import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartTestService, TestService } from '../support/test-service.ts';

const answers = [
  ['a success', '/im/chatroom_query?username=teacher1&password=123456&id=2'],
  ['a token', '/im/user_get_token?username=student1&password=123456'],
  ['a bad parameter', '/im/chatroom_query?username=teacher1&password=123456&id=x'],
  ['a wrong password', '/im/chatroom_query?username=teacher1&password=wrong&id=2'],
] as const;

const expected = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'",
  'strict-transport-security': 'max-age=31536000',
};

/** API Gateway cannot send a header with quotes. */
const { 'content-security-policy': _policy, ...expectedOfGateway } = expected;

const sound = answers[0][1];
const from = (origin: string) => ({ headers: { origin } });

export const headers = (start: StartTestService) => {
  describe('headers', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    it.each(answers)('of %s prevent caching, framing and content sniffing', async (_what, path) => {
      const { headers: got } = await service.call(path);
      expect(Object.fromEntries(got)).toMatchObject(expected);
      expect(got.has('etag')).toBe(false);
    });

    it('of an unknown path prevent caching, framing and content sniffing', async () => {
      const { headers: got } = await service.call('/im/nothing');
      expect(Object.fromEntries(got)).toMatchObject(expectedOfGateway);
    });

    it('have a request id of their own, which is in the log too', async () => {
      const ids = [await service.call(sound), await service.call(sound)].map(({ headers: got }) =>
        got.get('x-request-id'),
      );
      expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(ids[1]).not.toBe(ids[0]);
      expect(service.log.map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(ids));
    });

    it('name no other origin without the setting, and refuse no caller because of an origin', async () => {
      for (const origin of ['https://evil.example', 'null']) {
        const { status, headers: got } = await service.call(sound, from(origin));
        expect(status).toBe(200);
        expect([...got.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    });
  });

  describe('headers with CORS_ORIGINS=https://class.example', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start({ CORS_ORIGINS: 'https://class.example' });
    });
    afterAll(() => service.stop());

    it('let only that origin read the reply', async () => {
      const allowed = await service.call(sound, from('https://class.example'));
      const other = await service.call(sound, from('https://evil.example'));
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://class.example');
      expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
      expect(other.headers.has('access-control-allow-origin')).toBe(false);
      expect(other.headers.get('vary')).toBe('Origin');
    });

    it.each([
      ['https://class.example', 200, 'OK'],
      ['https://evil.example', 403, 'NOT_ALLOWED'],
    ])('with Basic credentials from a page of %s, cross-site: %d', async (origin, status, code) => {
      const headers = {
        authorization: `Basic ${btoa('teacher1:123456')}`,
        'sec-fetch-site': 'cross-site',
        origin,
      };
      const answer = await service.call('/im/chatroom_query?id=2', { headers });
      expect([answer.status, answer.json.code ?? 'OK']).toEqual([status, code]);
    });

    it('let it read the replies of the gateway itself', async () => {
      const { headers: got } = await service.call('/im/nothing', from('https://class.example'));
      expect(got.get('access-control-allow-origin')).toBe('https://class.example');
      expect(got.get('vary')).toBe('Origin');
    });

    it('answer its preflight', async () => {
      const { status, headers: got } = await service.call('/im/chatroom_query/', {
        method: 'OPTIONS',
        headers: { origin: 'https://class.example', 'access-control-request-method': 'POST' },
      });
      expect(status).toBe(204);
      expect(got.get('access-control-allow-origin')).toBe('https://class.example');
      expect(got.get('access-control-allow-methods')).toBe('GET,POST');
      expect(got.get('access-control-allow-headers')).toBe('Authorization,Content-Type');
    });
  });

  describe('headers with ERROR_STATUS=always200', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start({ ERROR_STATUS: 'always200' });
    });
    afterAll(() => service.stop());

    it('come with status 200 and the code in the body', async () => {
      const wrong = await service.call(answers[3][1]);
      const unknown = await service.call('/im/nothing');
      expect([wrong.status, wrong.json.code]).toEqual([200, 'WRONG_CREDENTIALS']);
      expect([unknown.status, unknown.json.code]).toEqual([200, 'NOT_FOUND']);
    });
  });
};
