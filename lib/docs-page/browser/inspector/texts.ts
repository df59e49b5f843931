import { inspector as en, type InspectorTexts } from '../../texts/en/inspector.ts';
import { inspector as zh } from '../../texts/zh/inspector.ts';
import { language } from '../language.ts';

export const texts: InspectorTexts = { en, zh }[language];
export type { InspectorTexts };

const timeFormat = new Intl.DateTimeFormat(texts.locale, { timeStyle: 'medium' });

export const timeOf = (at: number): string => timeFormat.format(at);

export const listOf = (names: readonly string[]): string => names.join(texts.separator);
