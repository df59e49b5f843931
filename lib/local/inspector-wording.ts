import type { Language } from '../../functions/contract/reasons.ts';
import { isTimeZone } from '../../functions/contract/wall-clock-time.ts';
import { type PageTexts, pageTexts } from '../docs-page/texts/page-texts.ts';

/** The texts, times and lists of one browser's language and time zone. */
export interface Wording {
  readonly texts: PageTexts['machine'];
  readonly timeOf: (at: number) => string;
  readonly listOf: (names: readonly string[]) => string;
}

export function wordingOf(language: Language, timeZone: string): Wording {
  const texts = pageTexts[language].machine;
  const known = isTimeZone(timeZone) ? timeZone : 'UTC';
  const timeFormat = new Intl.DateTimeFormat(texts.locale, { timeStyle: 'medium', timeZone: known });
  return {
    texts,
    timeOf: (at) => timeFormat.format(at),
    listOf: (names) => names.join(texts.separator),
  };
}
