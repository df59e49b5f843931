import { describe, expect, it } from 'vitest';
import { chatroomSilence } from '../../../functions/contract/endpoints/chatroom-silence.ts';
import { userGetToken } from '../../../functions/contract/endpoints/user-get-token.ts';
import { readJsonFields } from '../../../functions/http/json-fields.ts';

const { silent, speakers, id } = chatroomSilence.parameters;

describe('a field of JSON', () => {
  it.each([
    ['true', '1'],
    ['false', '0'],
    [' 1 ', '1'],
    ['"1"', '1'],
  ])('%s switches like the text %s', (written, text) => {
    expect(readJsonFields(`{"silent":${written}}`, { silent })).toEqual([['silent', text]]);
  });

  it('true asks for a new token, and false does not', () => {
    expect(readJsonFields('{"refresh":true}', userGetToken.parameters)).toEqual([['refresh', '1']]);
    expect(readJsonFields('{"refresh":false}', userGetToken.parameters)).toEqual([]);
  });

  it('true and false in one call is repeated', () => {
    const json = '{"refresh":true,"refresh":false}';
    expect(readJsonFields(json, userGetToken.parameters)).toHaveLength(2);
  });

  it('true is refused for a parameter without a switch', () => {
    expect(() => readJsonFields('{"id":true}', { id })).toThrow('INVALID_PARAMETER');
    expect(() => readJsonFields('{"speakers":true}', { speakers })).toThrow('INVALID_PARAMETER');
  });

  it('is found by its name, also if that is escaped or looks like a text', () => {
    const json = String.raw`{"\u0069d" :7,"a":"\"id\":8","id\"":9,"1 id":9,"__proto__":{"id":1},"":[]}`;
    expect(readJsonFields(json, { id })).toEqual([['id', '7']]);
  });

  it.each(['{"id":7}}', '{"id":7,}', '["id":7]', '{"id":7 "a":1}', '{"a":"\n","id":7}', '"id":7', '7', ''])(
    'is not read from %j',
    (json) => {
      expect(() => readJsonFields(json, { id })).toThrow('INVALID_PARAMETER');
    },
  );

  it('takes linear time to find, also in malformed JSON', () => {
    for (const end of ['', '\\']) {
      const text = `{"id":7${'\\"'.repeat(500_000)}${end}`;
      expect(() => readJsonFields(text, { id })).toThrow('INVALID_PARAMETER');
    }
  });

  it('is kept if it is a list, whatever is before and behind it', () => {
    const json = '{"a":{"speakers":[9]}, "speakers" : [ 20160101 , "a]}," ] , "id":7, "b":[[1],{"c":2}]}';
    expect(readJsonFields(json, { speakers, id })).toEqual([
      ['speakers', '[20160101,"a]},"]'],
      ['id', '7'],
    ]);
  });
});

describe('a list of names', () => {
  const names = (text: string) => speakers.schema.safeParse(text).data;

  it('takes whole numbers as they are written', () => {
    expect(names('[20160101, "007", -7, 9007199254740991]')).toEqual([
      '20160101',
      '007',
      '-7',
      '9007199254740991',
    ]);
  });

  it.each(['-0', '1e2', '123456.0', '1.5', '9007199254740993', 'true', 'null', '[1]', '{"a":1}'])(
    'does not read %s as something else',
    (written) => {
      expect(names(`["student1",${written}]`)).toBeUndefined();
    },
  );
});
