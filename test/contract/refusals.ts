import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartTestService, type TestService, teacher } from '../support/test-service.ts';
import { refusedParameters } from './refused-parameters.ts';

const query = (id: string) => `/im/chatroom_query?username=teacher1&password=123456&id=${id}`;
const created = (rest: string) => `/im/chatroom_create?username=teacher1&password=123456&${rest}`;
const basic = (text: string) => ({ headers: { authorization: `Basic ${text}` } });
const encoded = (text: string) => basic(Buffer.from(text).toString('base64'));

export const refusals = (start: StartTestService) =>
  describe('what is refused', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    it.each(refusedParameters)(
      '$what: 400, naming it, before anything is asked of RongCloud',
      async (sent) => {
        const callsBefore = service.emulator.calls.length;
        const { status, json } = await service.call(sent.path, sent.init);
        expect({ status, json }).toEqual({
          status: 400,
          json: { reason: sent.reason, ret: 'fail', code: 'INVALID_PARAMETER' },
        });
        expect(service.emulator.calls.length).toBe(callsBefore);
      },
    );

    it.each<[string, RequestInit, string?]>([
      ['no base64', basic('dXNlcjpwYXNz!!!!')],
      ['base64 without its padding', basic('dXNlcjpwYXM')],
      ['nothing', basic('')],
      ['no colon', encoded('teacher1')],
      [
        'bytes that are no UTF-8',
        basic(Buffer.from([0xff, 0x3a, 0x31]).toString('base64')),
        'The Basic credentials must be encoded in UTF-8.',
      ],
    ])('Basic credentials that hold %s: 401 without a challenge', async (_what, init, reason) => {
      const { status, json, headers } = await service.call('/im/chatroom_query?id=2', init);
      expect({ status, json }).toEqual({
        status: 401,
        json: {
          reason: reason ?? 'The Authorization header does not contain Basic credentials.',
          ret: 'fail',
          code: 'WRONG_CREDENTIALS',
        },
      });
      expect(headers.has('www-authenticate')).toBe(false);
    });

    it('a password in Basic may contain colons', async () => {
      await service.addUser({ username: 'colon' }, 'a:b:c');
      expect((await service.call('/im/chatroom_query?id=2', encoded('colon:a:b:c'))).status).toBe(200);
    });

    it('a NUL and the characters after it belong to the password', async () => {
      await service.addUser({ username: 'nul' }, 'a\0b');
      expect((await service.call('/im/chatroom_query?id=2&username=nul&password=a%00b')).status).toBe(200);
      expect((await service.call('/im/chatroom_query?id=2&username=nul&password=a')).status).toBe(401);
    });

    it.each([
      ['a+b', 'a b'],
      ['a%2Bb', 'a+b'],
      ['a%20b', 'a b'],
    ])('the query writes the password %s for "%s"', async (written, meant) => {
      const username = `plus-${Buffer.from(written).toString('hex')}`;
      await service.addUser({ username }, meant);
      const { status } = await service.call(
        `/im/chatroom_query?id=2&username=${username}&password=${written}`,
      );
      expect(status).toBe(200);
    });

    it('names that only look alike are different accounts', async () => {
      await service.addUser({ username: 'caf\u00e9' }, '123456');
      const composed = await service.call('/im/chatroom_query?id=2&username=caf%C3%A9&password=123456');
      const decomposed = await service.call('/im/chatroom_query?id=2&username=cafe%CC%81&password=123456');
      const upperCase = await service.call('/im/chatroom_query?id=2&username=CAF%C3%89&password=123456');
      expect([composed.status, decomposed.status, upperCase.status]).toEqual([200, 401, 401]);
    });

    it.each([
      ['Sec-Purpose', 'Prefetch;anonymous-client-ip'],
      ['Purpose', 'prefetch'],
      ['X-Moz', 'prefetch'],
    ])('a prefetch (%s): 403 and no room', async (name, value) => {
      const callsBefore = service.emulator.calls.length;
      const { status, json } = await service.call(created('live_id=1&name=prefetched'), {
        headers: { [name]: value },
      });
      expect([status, json.code]).toEqual([403, 'NOT_ALLOWED']);
      expect(service.emulator.calls.length).toBe(callsBefore);
    });

    it('a body beyond the limit: 413', async () => {
      const fields = { ...teacher, id: '2', more: 'x'.repeat(300_000) };
      const { status, json } = await service.post('chatroom_query', fields);
      expect([status, json.code]).toEqual([413, 'TOO_LARGE']);
    });

    it.each([9_000, 11_000])('a query of %d bytes: 413', async (bytes) => {
      const { status, json } = await service.call(`${query('2')}&more=${'x'.repeat(bytes)}`);
      expect([status, json.code]).toEqual([413, 'TOO_LARGE']);
    });

    it.each([
      ['PUT', '/im/chatroom_query'],
      ['DELETE', '/im/chatroom_query'],
      ['PATCH', '/im/chatroom_query'],
      ['OPTIONS', '/im/chatroom_query'],
      ['GET', '/im'],
      ['GET', '/im/nothing'],
      ['GET', '/im/chatroom_query//'],
      ['GET', '//im/chatroom_query'],
      ['GET', '/im/CHATROOM_QUERY'],
      ['GET', '/im/chatroom%5Fquery'],
    ])('%s %s: 404 in the envelope', async (method, path) => {
      const { status, json, headers } = await service.call(path, { method });
      expect({ status, json }).toEqual({
        status: 404,
        json: { reason: 'There is no such path or method.', ret: 'fail', code: 'NOT_FOUND' },
      });
      expect(headers.get('x-request-id')).toBeTruthy();
    });

    it('HEAD: 404 without a body', async () => {
      const { status, text } = await service.call(query('2'), { method: 'HEAD' });
      expect([status, text]).toEqual([404, '']);
    });
  });
