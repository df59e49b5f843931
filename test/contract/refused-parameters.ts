const query = (id: string) => `/im/chatroom_query?username=teacher1&password=123456&id=${id}`;
const created = (rest: string) => `/im/chatroom_create?username=teacher1&password=123456&${rest}`;
const encoded = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });
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

const invisible = (parameter: string, codePoint: string) =>
  `${parameter} must be without the invisible character ${codePoint}.`;
const notUtf8 = (parameter: string) =>
  `${parameter} must be text in UTF-8, percent-encoded in a URL or a form.`;
const malformedEscape = '% must be followed by two hexadecimal digits; write a percent sign as %25.';
const malformedUrl = 'The URL must be percent-encoded UTF-8; write a percent sign as %25.';
const mustBeReadable =
  'body must be a form, a JSON object or multipart text fields, with the Content-Type that says which.';

function multipart(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const posted = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body,
});

/** The fault, the path, the reason, and the request if it is not a plain GET. */
type Refused = readonly [what: string, path: string, reason: string, init?: RequestInit];

const refusedRows: readonly Refused[] = [
  ['a username left out', '/im/user_get_token?password=123456', 'username is missing.'],
  ['an empty username', '/im/user_get_token?username=&password=123456', 'username is missing.'],
  ['a password left out', '/im/user_get_token?username=student1', 'password is missing.'],
  ['an empty password', '/im/user_get_token?username=student1&password=', 'password is missing.'],
  ['a name in another case', '/im/user_get_token?Username=student1&password=123456', 'username is missing.'],
  ['a name with brackets', '/im/user_get_token?username[]=student1&password=1', 'username is missing.'],
  ['an operator for a name', '/im/user_get_token?username[$ne]=x&password=1', 'username is missing.'],
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
  ['a NUL in the username', '/im/user_get_token?username=a%00b&password=1', invisible('username', 'U+0000')],
  [
    'a line break in the username',
    '/im/user_get_token?username=a%0d%0ab&password=1',
    invisible('username', 'U+000D'),
  ],
  [
    'an escape in the username',
    '/im/user_get_token?username=a%1bb&password=1',
    invisible('username', 'U+001B'),
  ],
  [
    'a bidirectional override in the username',
    '/im/user_get_token?username=a%E2%80%AEb&password=1',
    invisible('username', 'U+202E'),
  ],
  [
    'a zero-width space in the username',
    '/im/user_get_token?username=a%E2%80%8Bb&password=1',
    invisible('username', 'U+200B'),
  ],
  [
    'bytes that are no UTF-8 in the username',
    '/im/user_get_token?username=%ff&password=1',
    notUtf8('username'),
  ],
  [
    'an encoded surrogate in the username',
    '/im/user_get_token?username=%ED%A0%80&password=1',
    notUtf8('username'),
  ],
  [
    'an unpaired surrogate in JSON',
    '/im/user_get_token',
    invisible('username', 'U+D800'),
    jsonBody('{"username":"\\ud800","password":"1"}'),
  ],
  ['a password of 129 bytes', `/im/user_get_token?username=a&password=${'p'.repeat(129)}`, mustBePassword],
  [
    'a password of 43 characters and 129 bytes',
    `/im/user_get_token?username=a&password=${'%E4%B8%80'.repeat(43)}`,
    mustBePassword,
  ],
  [
    'bytes that are no UTF-8 in the password',
    '/im/user_get_token?username=a&password=%ff',
    notUtf8('password'),
  ],
  ['a list in JSON', '/im/user_get_token', 'body must be a valid JSON object.', jsonBody('[1]')],
  ['broken JSON', '/im/user_get_token', 'body must be a valid JSON object.', jsonBody('{"username":')],
  [
    'an object for a username in JSON',
    '/im/user_get_token',
    'username must be a text or a whole number.',
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
    'id must be sent as text: numbers beyond 2^53 lose digits.',
    jsonBody('{"username":"teacher1","password":"123456","id":9007199254740993}'),
  ],
  ...['123456.0', '1e3', '-0', '[7]', '{"a":7}', 'false'].map(
    (id): Refused => [
      `${id} for an id in JSON`,
      '/im/chatroom_query',
      'id must be a text or a whole number.',
      jsonBody(`{"username":"teacher1","password":"123456","id":${id}}`),
    ],
  ),
  [
    'null for a required field in JSON',
    '/im/chatroom_query',
    'id is missing.',
    jsonBody('{"username":"teacher1","password":"123456","id":null}'),
  ],
  ['GBK in a URL', '/im/user_get_token?username=%C4%E3%BA%C3&password=1', notUtf8('username')],
  ['a percent sign at the end of a URL', '/im/user_get_token?username=a&password=50%', malformedUrl],
  ['a malformed escape in a URL', '/im/user_get_token?username=a&password=%zz', malformedUrl],
  ['a malformed escape in a form', '/im/user_get_token', malformedEscape, posted('username=a&password=50%')],
  [
    'a compressed body',
    '/im/user_get_token',
    'body must be UTF-8 text without compression.',
    posted('username=a&password=b', { 'content-encoding': 'gzip' }),
  ],
  ['XML', '/im/user_get_token', mustBeReadable, posted('<a/>', { 'content-type': 'application/xml' })],
  [
    'multipart without a boundary',
    '/im/user_get_token',
    'body must be multipart/form-data with the boundary that its Content-Type names.',
    posted('username=a', { 'content-type': 'multipart/form-data' }),
  ],
  [
    'a file for a username',
    '/im/user_get_token',
    'body must be text fields only, without a file.',
    { method: 'POST', body: multipart({ username: new File(['a'], 'a.txt'), password: 'b' }) },
  ],
  [
    'a key twice in JSON, once null',
    '/im/user_get_token',
    'username is given more than once.',
    jsonBody('{"username":null,"username":"a","password":"b"}'),
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
  ['a tab in the name', created('live_id=1&name=a%09b'), invisible('name', 'U+0009')],
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

/** Calls that are refused with 400, with their reasons. */
export const refusedParameters = refusedRows.map(([what, path, reason, init]) => ({
  what,
  path,
  reason,
  init,
}));
