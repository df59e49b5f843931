import { describe, expect, it } from 'vitest';
import { type CodeLanguage, codeOf } from '../../../lib/docs-page/browser/code/code.ts';
import type { Call } from '../../../lib/docs-page/browser/request.ts';

const call = (changes: Partial<Call> = {}): Call => ({
  way: 'basic',
  url: 'https://im.example/im/chatroom_query/',
  username: 'teacher1',
  password: '123456',
  fields: { id: '7' },
  language: 'en',
  ...changes,
});

const code = (name: CodeLanguage, changes: Partial<Call> = {}) => codeOf(name, call(changes));

describe('a call as curl', () => {
  const url = 'https://im.example/im/chatroom_query/';
  it.each([
    ['basic', `curl -X POST -u teacher1:PASSWORD --data-urlencode id=7 ${url}`],
    [
      'form',
      `curl --data-urlencode username=teacher1 --data-urlencode password=PASSWORD --data-urlencode id=7 ${url}`,
    ],
    [
      'json',
      `curl -H 'Content-Type: application/json' -d '{"username":"teacher1","password":"PASSWORD","id":"7"}' ${url}`,
    ],
    ['url', `curl '${url}?username=teacher1&password=PASSWORD&id=7'`],
  ] as const)('as %s', (way, line) => {
    expect(code('curl', { way })).toBe(line);
  });

  it('quotes what a shell would take for its own', () => {
    expect(code('curl', { username: `it's $HOME` })).toContain(String.raw`-u 'it'\''s $HOME:PASSWORD'`);
  });
});

describe('a call as code', () => {
  it('is JavaScript with fetch', () => {
    expect(code('JavaScript')).toBe(
      `const credentials = btoa(String.fromCharCode(...new TextEncoder().encode("teacher1:PASSWORD")));
const response = await fetch("https://im.example/im/chatroom_query/", {
  method: "POST",
  headers: { Authorization: "Basic " + credentials },
  body: new URLSearchParams({ id: "7" }),
});
const { ret, code, reason, ...reply } = await response.json();
if (ret === "fail") throw new Error(code + ": " + reason);`,
    );
  });

  it('is Kotlin with OkHttp', () => {
    expect(code('Kotlin', { language: 'zh' })).toBe(`val request = Request.Builder()
    .url("https://im.example/im/chatroom_query/")
    .header("Authorization", Credentials.basic("teacher1", "PASSWORD", Charsets.UTF_8))
    .header("Accept-Language", "zh")
    .post(FormBody.Builder().add("id", "7").build())
    .build()
OkHttpClient().newCall(request).execute().use { response ->
    val reply = JSONObject(response.body!!.string())
    if (reply.getString("ret") == "fail") throw IOException(reply.getString("code"))
}`);
    expect(code('Kotlin', { way: 'json', fields: { name: '$a "b"' } })).toContain(
      String.raw`.post(JSONObject(mapOf("username" to "teacher1", "password" to "PASSWORD", "name" to "\$a \"b\"")).toString().toRequestBody("application/json".toMediaType()))`,
    );
  });

  it('is Swift with URLSession', () => {
    expect(
      code('Swift'),
    ).toBe(`var request = URLRequest(url: URL(string: "https://im.example/im/chatroom_query/")!)
request.httpMethod = "POST"
request.setValue("Basic " + Data("teacher1:PASSWORD".utf8).base64EncodedString(), forHTTPHeaderField: "Authorization")
request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
request.httpBody = Data("id=7".utf8)
let (data, _) = try await URLSession.shared.data(for: request)
let reply = try JSONSerialization.jsonObject(with: data) as? [String: Any]
if reply?["ret"] as? String != "success" { throw URLError(.badServerResponse) }`);
  });

  it('is Python with requests', () => {
    expect(code('Python', { way: 'url', language: 'zh' })).toBe(`import requests

response = requests.get(
    "https://im.example/im/chatroom_query/",
    params={"username": "teacher1", "password": "PASSWORD", "id": "7"},
    headers={"Accept-Language": "zh"},
    timeout=30,
)
reply = response.json()
if reply["ret"] == "fail":
    raise RuntimeError(f"{reply['code']}: {reply['reason']}")`);
    expect(code('Python')).toContain(
      '    auth=("teacher1".encode(), "PASSWORD".encode()),\n    data={"id": "7"},\n',
    );
  });

  it('names what is missing and asks for Chinese reasons where the page does', () => {
    expect(code('curl', { username: '', language: 'zh' })).toBe(
      "curl -H 'Accept-Language: zh' -X POST -u USERNAME:PASSWORD --data-urlencode id=7 https://im.example/im/chatroom_query/",
    );
  });

  it.each(['curl', 'JavaScript', 'Kotlin', 'Swift', 'Python'] as const)(
    'has no password in %s, with any method',
    (name) => {
      for (const way of ['basic', 'form', 'json', 'url'] as const) {
        expect(code(name, { way })).toContain('PASSWORD');
        expect(code(name, { way })).not.toContain('123456');
      }
    },
  );
});
