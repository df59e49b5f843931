import { describe, expect, it } from 'vitest';
import { type Call, requestOf } from '../../../lib/docs-page/browser/request.ts';

const call = (changes: Partial<Call> = {}): Call => ({
  way: 'basic',
  url: 'https://im.example/im/chatroom_create/',
  username: 'teacher1',
  password: '123456',
  fields: { live_id: '1', name: '房间 & co' },
  language: 'en',
  ...changes,
});

describe('a call of the page', () => {
  it('by Basic has the credentials in a header and the rest in a form', () => {
    expect(requestOf(call())).toEqual({
      method: 'POST',
      url: 'https://im.example/im/chatroom_create/',
      headers: {
        'accept-language': 'en',
        authorization: 'Basic dGVhY2hlcjE6MTIzNDU2',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'live_id=1&name=%E6%88%BF%E9%97%B4+%26+co',
    });
  });

  it('by Basic has names and passwords in UTF-8', () => {
    const { headers } = requestOf(call({ username: '老师', password: '密码😀' }));
    expect(headers.authorization).toBe(`Basic ${Buffer.from('老师:密码😀').toString('base64')}`);
  });

  it('as a form, as JSON and in the URL has all in one place', () => {
    expect(requestOf(call({ way: 'form' })).body).toBe(
      'username=teacher1&password=123456&live_id=1&name=%E6%88%BF%E9%97%B4+%26+co',
    );
    expect(requestOf(call({ way: 'json' })).body).toBe(
      '{"username":"teacher1","password":"123456","live_id":"1","name":"房间 & co"}',
    );
    expect(requestOf(call({ way: 'url', fields: { id: '7' } }))).toEqual({
      method: 'GET',
      url: 'https://im.example/im/chatroom_create/?username=teacher1&password=123456&id=7',
      headers: { 'accept-language': 'en' },
    });
  });

  it('sends an empty text, which withdraws an announcement, and leaves out empty credentials', () => {
    expect(requestOf(call({ way: 'form', password: '', fields: { text: '' } })).body).toBe(
      'username=teacher1&text=',
    );
  });
});
