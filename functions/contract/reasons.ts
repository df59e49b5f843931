import {
  type FailureCode,
  type FailureDetails,
  failures,
  type ParameterFault,
  type Refusal,
} from './failure.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];
export type Wording = Readonly<Record<Language, string>>;

const refusals: Readonly<Record<Refusal, Wording>> = {
  'cross-site': {
    en: 'Basic credentials are not accepted from another site.',
    zh: '不接受跨站请求携带的 Basic 凭证。',
  },
  prefetch: { en: 'A prefetch is not answered.', zh: '不响应预取请求。' },
  'malformed-basic': {
    en: 'The Authorization header does not contain Basic credentials.',
    zh: 'Authorization 请求头不是有效的 Basic 凭证。',
  },
  'basic-encoding': {
    en: 'The Basic credentials must be encoded in UTF-8.',
    zh: 'Basic 凭证必须使用 UTF-8 编码。',
  },
  'malformed-url': {
    en: 'The URL must be percent-encoded UTF-8; write a percent sign as %25.',
    zh: 'URL 必须为百分号编码的 UTF-8；百分号本身请写作 %25。',
  },
};

/** With the parameter's name, and what it must be, in place of the words in braces. */
const faults: Readonly<Record<ParameterFault, Wording>> = {
  missing: { en: '{parameter} is missing.', zh: '缺少参数 {parameter}。' },
  repeated: { en: '{parameter} is given more than once.', zh: '参数 {parameter} 重复。' },
  differs: { en: '{parameter} is given twice and differs.', zh: '参数 {parameter} 给出了两个不同的值。' },
  invalid: { en: '{parameter} must be {rule}.', zh: '{parameter} 无效，应为：{rule}。' },
};

/** The texts for people. They do not help an attacker and never repeat user input. */
export function reason(code: FailureCode, details: FailureDetails, language: Language): string {
  const { parameter, fault, rule, refusal } = details;
  if (parameter !== undefined && fault !== undefined) {
    const named = faults[fault][language].replace('{parameter}', () => parameter);
    return named.replace('{rule}', () => rule?.[language] ?? '');
  }
  if (refusal === undefined) return failures[code][language];
  return (typeof refusal === 'string' ? refusals[refusal] : refusal.reason)[language];
}

/** The first of our languages in an Accept-Language header. Android's Locale.toString() has an underscore in a range. */
export function preferredLanguage(header = '', otherwise: Language): Language {
  const ranges = header
    .toLowerCase()
    .split(',')
    .map((range) => {
      const [, primary, quality = '1'] = /^\s*([a-z]+)[^;]*(?:;\s*q=(\S*))?/.exec(range) ?? [];
      return { language: languages.find((known) => known === primary), quality: Number(quality) };
    });
  const wanted = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  return wanted.find(({ language }) => language !== undefined)?.language ?? otherwise;
}
