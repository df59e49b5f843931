import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { failures } from '../../functions/contract/failure.ts';
import { credentials } from '../../functions/contract/parameters.ts';
import { preferredLanguage, reason } from '../../functions/contract/reasons.ts';

describe('the language of a reason', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['ZH-hant', 'zh'],
    ['en-GB,zh;q=0.9', 'en'],
    ['zh;q=0.5, en;q=0.6', 'en'],
    ['fr, zh;q=0.1', 'zh'],
    ['zh;q=0', 'en'],
    ['*', 'en'],
    [';;;,q=,', 'en'],
    ['zh_CN', 'zh'],
    ['zh;q=nonsense', 'en'],
  ] as const)('for Accept-Language %j is %s', (header, language) => {
    expect(preferredLanguage(header, 'en')).toBe(language);
  });

  it('is the setting’s if the header names neither', () => {
    expect(preferredLanguage('fr', 'zh')).toBe('zh');
  });
});

describe('a reason', () => {
  it('exists in both languages for every code', () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[]) {
      expect(reason(code, {}, 'en')).toMatch(/^[A-Z].*\.$/);
      expect(reason(code, {}, 'zh')).toMatch(/。$/);
    }
  });

  it('names the parameter and what it must be', () => {
    const rule = { en: 'a number', zh: '数字' };
    const details = { parameter: 'id', fault: 'invalid', rule } as const;
    expect(reason('INVALID_PARAMETER', details, 'en')).toBe('id must be a number.');
    expect(reason('INVALID_PARAMETER', details, 'zh')).toBe('id 无效，应为：数字。');
  });

  it('has a blank between a Chinese character and a digit or a Latin letter', () => {
    const rules = Object.values<EndpointRow>(endpoints).flatMap(({ parameters }) =>
      Object.values({ ...credentials, ...parameters }).map(({ rule }) => rule),
    );
    for (const rule of rules) {
      const text = reason('INVALID_PARAMETER', { parameter: 'id', fault: 'invalid', rule }, 'zh');
      expect(text).not.toMatch(/\p{Script=Han}\w|\w\p{Script=Han}/u);
    }
  });
});
