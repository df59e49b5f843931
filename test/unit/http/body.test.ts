import { expect, it } from 'vitest';
import { credentials } from '../../../functions/contract/parameters.ts';
import { readBodyFields } from '../../../functions/http/body.ts';

const read = (body: string, contentType?: string) =>
  readBodyFields({ bytes: Buffer.from(body), contentType, contentEncoding: undefined }, credentials);

const formType = 'application/x-www-form-urlencoded';
const form = 'username=teacher1&password=123456';
const fields = [
  ['username', 'teacher1'],
  ['password', '123456'],
];

it.each([
  ['a line break at its end, as a text file has', `${form}\n`],
  ['a line break before it', `\r\n${form}`],
  ['two byte order marks', `\uFEFF\uFEFF${form}`],
])('reads a form with %s', async (_what, body) => {
  expect(await read(body, formType)).toEqual(fields);
});

it('reads a charset in the wrong quotes', async () => {
  expect(await read('username=%E8%AF%BE', `${formType}; charset='utf-8'`)).toEqual([['username', '课']]);
});

it('ignores unknown fields of a form that says it is one', async () => {
  expect(await read('v=1', formType)).toEqual([['v', '1']]);
  expect(await read('v=', formType)).toEqual([['v', '']]);
  expect(await read(`v=1&${form}`, 'text/plain')).toEqual([['v', '1'], ...fields]);
});

it.each([
  ['YAML with an equals sign', 'username: teacher1\npassword: a=b\n', 'application/yaml'],
  ['YAML as a form', 'username: teacher1\npassword: a=b\n', formType],
  ['CSV with an equals sign', 'username,password\nteacher1,a=b\n', 'text/csv'],
  ['TOML', 'username = "teacher1"\npassword = "50%"\n', 'application/toml'],
  ['base64', Buffer.from('{"username":"teacher1"}').toString('base64'), undefined],
  ['a form that is encoded twice', 'username%3Dteacher1%26password%3D123456', formType],
  ['a text as a form', 'hello', formType],
])('names the body as invalid for %s', async (_what, body, contentType) => {
  await expect(read(body, contentType)).rejects.toMatchObject({
    code: 'INVALID_PARAMETER',
    details: {
      parameter: 'body',
      rule: {
        en: 'a form, a JSON object or multipart text fields, with the Content-Type that says which',
      },
    },
  });
});
