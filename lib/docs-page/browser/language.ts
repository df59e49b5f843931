import type { Language } from '../../../functions/contract/reasons.ts';
import { form as en, type FormTexts } from '../texts/en/form.ts';
import { form as zh } from '../texts/zh/form.ts';
import { store, stored } from './storage.ts';

/** The language of this page, which the server chose. */
export const language: Language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

export const texts: FormTexts = { en, zh }[language];

/** The parameter of the page that names its language. */
const parameter = 'lang';
const storageKey = 'im-gateway-language';

/** Keeps the language that a link chose, and loads the page in the kept one if the server chose another. */
export function keepLanguage(): void {
  const { search, hash } = location;
  if (new URLSearchParams(search).has(parameter)) store(storageKey, language);
  else {
    const kept = stored(storageKey) ?? language;
    if (kept !== language) location.replace(`?${parameter}=${kept}${hash}`);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.languages a')) {
    link.addEventListener('click', () => {
      link.hash = location.hash;
    });
  }
}
