import type { Language } from '../../../functions/contract/reasons.ts';

/** The language of this page, which the server chose. */
export const language: Language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

/** The parameter of the page that names its language. */
const parameter = 'lang';
const storageKey = 'im-gateway-language';

/** A browser may forbid storage; the choice then lasts for one page. */
function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function store(chosen: string): void {
  try {
    localStorage.setItem(storageKey, chosen);
  } catch {
    // The parameter in the address still holds.
  }
}

/** Keeps the language that a link chose, and loads the page in the kept one if the server chose another. */
export function keepLanguage(): void {
  const { search, hash } = location;
  if (new URLSearchParams(search).has(parameter)) store(language);
  else if ((stored() ?? language) !== language) location.replace(`?${parameter}=${stored()}${hash}`);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.languages a')) {
    link.addEventListener('click', () => {
      link.hash = location.hash;
    });
  }
}
