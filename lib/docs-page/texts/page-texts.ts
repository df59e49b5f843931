import type { Language } from '../../../functions/contract/reasons.ts';
import { page as en, type PageTexts } from './en/page.ts';
import { page as zh } from './zh/page.ts';

export type { PageTexts };

export const pageTexts: Readonly<Record<Language, PageTexts>> = { en, zh };

/** `zh` alone would leave it to the system whether it draws simplified characters. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
