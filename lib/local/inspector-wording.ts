import type { Language } from '../../functions/contract/reasons.ts';
import { isTimeZone } from '../../functions/contract/wall-clock-time.ts';
import { pageTexts } from '../docs-page/texts/page-texts.ts';

export type Wording = ReturnType<typeof wordingOf>;

/** The texts, times and lists of one browser's language and time zone. */
export function wordingOf(language: Language, timeZone: string) {
  const texts = pageTexts[language].machine;
  const known = isTimeZone(timeZone) ? timeZone : 'UTC';
  const timeFormat = new Intl.DateTimeFormat(texts.locale, { timeStyle: 'medium', timeZone: known });
  return {
    texts,
    timeOf: (at: number) => timeFormat.format(at),
    listOf: (names: readonly string[]) => names.join(texts.separator),
  };
}
