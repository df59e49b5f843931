import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartWorld, World } from '../support/world.ts';

const query = (id: string) => `/im/chatroom_query?username=teacher1&password=123456&id=${id}`;
const created = (rest: string) => `/im/chatroom_create?username=teacher1&password=123456&${rest}`;
const basic = (text: string) => ({ headers: { authorization: `Basic ${text}` } });
const encoded = (text: string) => basic(Buffer.from(text).toString('base64'));
const jsonBody = (body: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
});

const mustBeAnId = 'id must be a whole number from 1 to 2147483647 in plain digits.';
const mustBeUsername = 'username must be 1 to 150 characters, none of them a control character.';
const mustBePassword = 'password must be 1 to 128 bytes of UTF-8.';
const mustBeName = 'name must be 1 to 64 characters, none of them a control character.';
const mustBeLiveId = 'live_id must be 1 to 64 characters, none of them a control character.';

/** What is wrong, the path, the reason, and how it is sent where not by a plain GET. */
type Refused = readonly [what: string, path: string, reason: string, init?: RequestInit];

const refusedRows: readonly Refused[] = [
  ['a username left out', '/im/user_get_token?password=123456', 'username is missing.'],
  ['an empty username', '/im/user_get_token?username=&password=123456', 'username is missing.'],
  ['a password left out', '/im/user_get_token?username=student1', 'password is missing.'],
  ['an empty password', '/im/user_get_token?username=student1&password=', 'password is missing.'],
  ['a name in another case', '/im/user_get_token?Username=student1&password=123456', 'username is missing.'],
  ['a name with brackets', '/im/user_get_token?username[]=student1&password=1', 'username is missing.'],
  ['an operator for a name', '/im/user_get_token?username[$ne]=x&password=1', 'username is missing.'],
  ['a semicolon for an ampersand', '/im/user_get_token?username=x;password=y', 'password is missing.'],
  [
    'a username twice',
    '/im/user_get_token?username=a&username=b&password=1',
    'username is given more than once.',
  ],
  [
    'a username twice, once encoded',
    '/im/user_get_token?user%6eame=a&username=b&password=1',
    'username is given more than once.',
  ],
  [
    'a password twice, once empty',
    '/im/user_get_token?username=a&password=x&password=',
    'password is given more than once.',
  ],
  [
    'a username in the query and in the body',
    '/im/user_get_token?username=a',
    'username is given more than once.',
    { method: 'POST', body: new URLSearchParams({ username: 'a', password: 'b' }) },
  ],
  [
    'a key twice in JSON',
    '/im/user_get_token',
    'username is given more than once.',
    jsonBody('{"username":"a","password":"b","user\\u006eame":"a"}'),
  ],
  [
    'Basic and query that differ in the user',
    '/im/user_get_token?username=a&password=123456',
    'username is given twice and differs.',
    encoded('b:123456'),
  ],
  [
    'Basic and query that differ in the password',
    '/im/user_get_token?username=b&password=x',
    'password is given twice and differs.',
    encoded('b:123456'),
  ],
  [
    'a username of 151 characters',
    `/im/user_get_token?username=${'u'.repeat(151)}&password=1`,
    mustBeUsername,
  ],
  ['a NUL in the username', '/im/user_get_token?username=a%00b&password=1', mustBeUsername],
  ['a line break in the username', '/im/user_get_token?username=a%0d%0ab&password=1', mustBeUsername],
  ['an escape in the username', '/im/user_get_token?username=a%1bb&password=1', mustBeUsername],
  [
    'a bidirectional override in the username',
    '/im/user_get_token?username=a%E2%80%AEb&password=1',
    mustBeUsername,
  ],
  [
    'a zero-width space in the username',
    '/im/user_get_token?username=a%E2%80%8Bb&password=1',
    mustBeUsername,
  ],
  ['bytes that are no UTF-8 in the username', '/im/user_get_token?username=%ff&password=1', mustBeUsername],
  [
    'an encoded surrogate in the username',
    '/im/user_get_token?username=%ED%A0%80&password=1',
    mustBeUsername,
  ],
  [
    'an unpaired surrogate in JSON',
    '/im/user_get_token',
    mustBeUsername,
    jsonBody('{"username":"\\ud800","password":"1"}'),
  ],
  ['a password of 129 bytes', `/im/user_get_token?username=a&password=${'p'.repeat(129)}`, mustBePassword],
  [
    'a password of 43 characters and 129 bytes',
    `/im/user_get_token?username=a&password=${'%E4%B8%80'.repeat(43)}`,
    mustBePassword,
  ],
  ['bytes that are no UTF-8 in the password', '/im/user_get_token?username=a&password=%ff', mustBePassword],
  ['a list in JSON', '/im/user_get_token', 'body must be a form or a flat JSON object.', jsonBody('[1]')],
  [
    'broken JSON',
    '/im/user_get_token',
    'body must be a form or a flat JSON object.',
    jsonBody('{"username":'),
  ],
  [
    'a nested object in JSON',
    '/im/user_get_token',
    'body must be a form or a flat JSON object.',
    jsonBody('{"username":{"$ne":1},"password":"1"}'),
  ],
  [
    'a truth value in JSON',
    '/im/user_get_token',
    'username must be a text or a whole number.',
    jsonBody('{"username":true,"password":"1"}'),
  ],
  [
    'a rounded number in JSON',
    '/im/chatroom_query',
    'id must be a text or a whole number.',
    jsonBody('{"username":"teacher1","password":"123456","id":9007199254740993}'),
  ],
  [
    'a prototype in JSON',
    '/im/user_get_token',
    'username is missing.',
    jsonBody('{"constructor":"x","toString":"y"}'),
  ],
  ['a prototype in the query', '/im/user_get_token?__proto__=x&constructor=y', 'username is missing.'],
  ['a name left out', created('live_id=1'), 'name is missing.'],
  ['a live_id left out', created('name=room1'), 'live_id is missing.'],
  ['a name of 65 characters', created(`live_id=1&name=${'n'.repeat(65)}`), mustBeName],
  ['a tab in the name', created('live_id=1&name=a%09b'), mustBeName],
  ['a live_id of 65 characters', created(`live_id=${'1'.repeat(65)}&name=room1`), mustBeLiveId],
  ['an id left out', '/im/chatroom_query?username=teacher1&password=123456', 'id is missing.'],
  ...[
    '0x10',
    '1e3',
    '007',
    '%2B1',
    '-1',
    '0',
    '%201',
    '1%20',
    '1.0',
    '1_000',
    '１２',
    '٣',
    'NaN',
    'Infinity',
    '12abc',
    '1%0a',
    '1%00',
    '2147483648',
    '4294967296',
    '9007199254740993',
    '100000000000000000000',
  ].map((id): Refused => [`the id ${id}`, query(id), mustBeAnId]),
];

const refused = refusedRows.map(([what, path, reason, init]) => ({ what, path, reason, init }));

export const refusals = (start: StartWorld) =>
  describe('what is refused', () => {
    let world: World;
    beforeAll(async () => {
      world = await start();
    });
    afterAll(() => world.stop());

    it.each(refused)('$what: 400, naming it, before anything is asked of RongCloud', async (sent) => {
      const callsBefore = world.emulator.calls.length;
      const { status, json } = await world.call(sent.path, sent.init);
      expect({ status, json }).toEqual({
        status: 400,
        json: { reason: sent.reason, ret: 'fail', code: 'INVALID_PARAMETER' },
      });
      expect(world.emulator.calls.length).toBe(callsBefore);
    });

    it.each([
      ['no base64', basic('dXNlcjpwYXNz!!!!')],
      ['base64 without its padding', basic('dXNlcjpwYXM')],
      ['nothing', basic('')],
      ['no colon', encoded('teacher1')],
      ['no UTF-8', basic(Buffer.from([0xff, 0x3a, 0x31]).toString('base64'))],
    ])('Basic credentials that hold %s: 401 without a challenge', async (_what, init) => {
      const { status, json, headers } = await world.call('/im/chatroom_query?id=2', init);
      expect({ status, json }).toEqual({
        status: 401,
        json: {
          reason: 'The Authorization header does not hold Basic credentials.',
          ret: 'fail',
          code: 'WRONG_CREDENTIALS',
        },
      });
      expect(headers.has('www-authenticate')).toBe(false);
    });

    it('a password with a colon in Basic is read to its end', async () => {
      await world.addUser({ username: 'colon' }, 'a:b:c');
      expect((await world.call('/im/chatroom_query?id=2', encoded('colon:a:b:c'))).status).toBe(200);
    });

    it('a NUL and what follows it belong to the password', async () => {
      await world.addUser({ username: 'nul' }, 'a\0b');
      expect((await world.call('/im/chatroom_query?id=2&username=nul&password=a%00b')).status).toBe(200);
      expect((await world.call('/im/chatroom_query?id=2&username=nul&password=a')).status).toBe(401);
    });

    it.each([
      ['a+b', 'a b'],
      ['a%2Bb', 'a+b'],
      ['a%20b', 'a b'],
    ])('the query writes the password %s for "%s"', async (written, meant) => {
      const username = `plus-${Buffer.from(written).toString('hex')}`;
      await world.addUser({ username }, meant);
      const { status } = await world.call(`/im/chatroom_query?id=2&username=${username}&password=${written}`);
      expect(status).toBe(200);
    });

    it('names that only look alike are different accounts', async () => {
      await world.addUser({ username: 'caf\u00e9' }, '123456');
      const composed = await world.call('/im/chatroom_query?id=2&username=caf%C3%A9&password=123456');
      const decomposed = await world.call('/im/chatroom_query?id=2&username=cafe%CC%81&password=123456');
      const upperCase = await world.call('/im/chatroom_query?id=2&username=CAF%C3%89&password=123456');
      expect([composed.status, decomposed.status, upperCase.status]).toEqual([200, 401, 401]);
    });

    it.each([
      ['Sec-Purpose', 'prefetch'],
      ['Purpose', 'prefetch'],
      ['X-Moz', 'prefetch'],
    ])('a prefetch (%s): 403 and no room', async (name, value) => {
      const callsBefore = world.emulator.calls.length;
      const { status, json } = await world.call(created('live_id=1&name=prefetched'), {
        headers: { [name]: value },
      });
      expect([status, json.code]).toEqual([403, 'NOT_ALLOWED']);
      expect(world.emulator.calls.length).toBe(callsBefore);
    });

    it('a body beyond the limit: 413', async () => {
      const body = new URLSearchParams({
        username: 'teacher1',
        password: '123456',
        id: '2',
        more: 'x'.repeat(300_000),
      });
      const { status, json } = await world.call('/im/chatroom_query', { method: 'POST', body });
      expect([status, json.code]).toEqual([413, 'TOO_LARGE']);
    });

    it.each([9_000, 11_000])('a query of %d bytes: 413', async (bytes) => {
      const { status, json } = await world.call(`${query('2')}&more=${'x'.repeat(bytes)}`);
      expect([status, json.code]).toEqual([413, 'TOO_LARGE']);
    });

    it.each([
      ['PUT', '/im/chatroom_query'],
      ['DELETE', '/im/chatroom_query'],
      ['PATCH', '/im/chatroom_query'],
      ['OPTIONS', '/im/chatroom_query'],
      ['GET', '/'],
      ['GET', '/im'],
      ['GET', '/im/nothing'],
      ['GET', '/im/chatroom_query//'],
      ['GET', '//im/chatroom_query'],
      ['GET', '/im/CHATROOM_QUERY'],
      ['GET', '/im/chatroom%5Fquery'],
    ])('%s %s: 404 in the envelope', async (method, path) => {
      const { status, json, headers } = await world.call(path, { method });
      expect({ status, json }).toEqual({
        status: 404,
        json: { reason: 'There is no such path or method.', ret: 'fail', code: 'NOT_FOUND' },
      });
      expect(headers.get('x-request-id')).toBeTruthy();
    });

    it('HEAD: 404 without a body', async () => {
      const { status, text } = await world.call(query('2'), { method: 'HEAD' });
      expect([status, text]).toEqual([404, '']);
    });
  });
