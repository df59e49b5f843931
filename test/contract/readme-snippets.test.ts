import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
const readme = read('README.md');
const calling = read('docs/calling.md');
const written = 'http://127.0.0.1:8000';

/** The block of a language under "Without the client" of docs/calling.md. */
function snippet(language: string): string {
  const section = calling.slice(calling.indexOf('## Without the client'));
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section) ?? [];
  if (code === undefined) throw new Error(`no snippet in ${language}`);
  return code;
}

interface Patterns {
  readonly method: RegExp;
  readonly url: RegExp;
  readonly username: RegExp;
  readonly password: RegExp;
  readonly body: RegExp;
  /** Absent if the library sets it by the body. */
  readonly contentType?: RegExp;
}

const formType = 'application/x-www-form-urlencoded';

/** How each language writes the parts of a request. */
const patterns: Readonly<Record<string, Patterns>> = {
  kotlin: {
    method: /\.(post)\(/,
    url: /\.url\("(.*?)"\)/,
    username: /Credentials\.basic\("(.*?)"/,
    password: /Credentials\.basic\(".*?", "(.*?)"/,
    body: /FormBody\.Builder\(\)\.add\("(\w+", "\w+)"\)/,
  },
  swift: {
    method: /httpMethod = "(\w+)"/,
    url: /URL\(string: "(.*?)"\)/,
    username: /"Basic " \+ Data\("(.*?):/,
    password: /"Basic " \+ Data\(".*?:(.*?)"/,
    body: /httpBody = Data\("(.*?)"/,
    contentType: /setValue\("([\w/-]+)", forHTTPHeaderField: "Content-Type"\)/,
  },
};

const part = (code: string, pattern: RegExp) => {
  const [, found] = pattern.exec(code) ?? [];
  if (found === undefined) throw new Error(`${pattern} is not in the snippet`);
  return found;
};

it('every curl line of the README succeeds on a fresh start, in order', async () => {
  const service = await startTestService();
  const lines = [...readme.matchAll(/^curl (.*)$/gm)].map(([, words = '']) => `curl -s ${words}`);
  const outcomes: string[] = [];
  for (const line of lines) {
    const { stdout } = await promisify(execFile)('sh', ['-c', line.replaceAll(written, service.origin)]);
    outcomes.push(JSON.parse(stdout).ret);
  }
  await service.stop();
  expect(outcomes).toEqual(Array(8).fill('success'));
});

describe('the snippets of docs/calling.md', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.stop());
  const here = (code: string) => code.replaceAll(written, service.origin);
  const joins = (run: () => Promise<unknown>) => async () => {
    service.emulator.leave('student1', '2');
    expect(await run()).toMatchObject({ ret: 'success' });
    expect(service.emulator.rooms.get('2')?.members.has('student1')).toBe(true);
  };

  it.each(Object.entries(patterns))('%s: its request joins the room', async (language, pattern) => {
    const code = here(snippet(language));
    const basic = `${part(code, pattern.username)}:${part(code, pattern.password)}`;
    await joins(async () => {
      const response = await fetch(part(code, pattern.url), {
        method: part(code, pattern.method).toUpperCase(),
        headers: {
          authorization: `Basic ${btoa(basic)}`,
          'content-type': pattern.contentType === undefined ? formType : part(code, pattern.contentType),
        },
        body: part(code, pattern.body).replace('", "', '='),
      });
      return response.json();
    })();
  });

  it('js: joins the room', () => {
    const module = `${here(snippet('js'))}\nexport { ret, code, reason };`;
    return joins(() => import(`data:text/javascript,${encodeURIComponent(module)}`))();
  });

  it('js: takes a Chinese username and password', async () => {
    await service.addUser({ username: '学生', rongCloudUserId: 'u=pupil' }, '密码123');
    const code = here(snippet('js')).replace('student1:123456', '学生:密码123');
    const module = `data:text/javascript,${encodeURIComponent(`${code}\nexport { ret };`)}`;
    expect(await import(module)).toMatchObject({ ret: 'success' });
  });

  it('curl: joins the room', () => {
    const [command = '', ...words] = here(snippet('sh')).trim().split(' ');
    return joins(async () => JSON.parse((await promisify(execFile)(command, ['-s', ...words])).stdout))();
  });
});
