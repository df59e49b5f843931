import { form as en, type FormTexts } from '../texts/en/form.ts';
import { form as zh } from '../texts/zh/form.ts';
import { language } from './language.ts';

export const texts: FormTexts = { en, zh }[language];
