import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodeLanguage, codeOf } from '../../lib/docs-page/browser/code/code.ts';
import type { Way } from '../../lib/docs-page/browser/request.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const run = promisify(execFile);

/** Characters that a shell, a literal, a form or a URL would take for its own. */
const name = `房间 & "$HOME" \\ it's 100%+1`;

const ways: readonly Way[] = ['basic', 'form', 'json', 'url'];

/** Runs code of the page with the real password; throws if it fails. */
const runners: Partial<Record<CodeLanguage, (code: string) => Promise<unknown>>> = {
  curl: (code) => run('sh', ['-c', code.replace(/^curl/, 'curl -sf')]),
  JavaScript: (code) => run(process.execPath, ['--input-type=module', '-e', code]),
  Python: (code) => run('python3', ['-c', code]),
};

const hasPythonRequests = await run('python3', ['-c', 'import requests']).then(
  () => true,
  () => false,
);
const languages = (['curl', 'JavaScript', 'Python'] as const).filter(
  (one) => one !== 'Python' || hasPythonRequests,
);

describe('the code of the page', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ passwordCost: cheapPasswordCost });
    await service.addUser({ username: '老师', role: 'teacher' }, '密码1');
  });
  afterAll(() => service.stop());

  const cases = languages.flatMap((language) => ways.map((way) => [language, way] as const));
  it.each(cases)('in %s as %s creates a chatroom of any name', async (language, way) => {
    const liveId = `${language} ${way}`;
    const code = codeOf(language, {
      way,
      url: `${service.origin}/im/chatroom_create/`,
      username: '老师',
      password: '',
      fields: { live_id: liveId, name },
      language: 'zh',
    });
    // A JSON body and a shell take the password as it is; a URL has it encoded.
    const isUrl = way === 'url' && language !== 'Python';
    await runners[language]?.(code.replace('PASSWORD', isUrl ? encodeURIComponent('密码1') : '密码1'));
    const account = { username: '老师', password: '密码1' };
    const { json } = await service.post('chatroom_list', { ...account, live_id: liveId });
    expect(json.items).toMatchObject([{ name }]);
  });
});
