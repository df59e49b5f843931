import type { Call } from '../request.ts';
import { curl } from './curl.ts';
import { javascript } from './javascript.ts';
import { kotlin } from './kotlin.ts';
import { partsOf } from './parts.ts';
import { python } from './python.ts';
import { swift } from './swift.ts';

/** By the names that the page shows. */
const makers = { curl, JavaScript: javascript, Kotlin: kotlin, Swift: swift, Python: python } as const;

export type CodeLanguage = keyof typeof makers;

export const codeLanguages = Object.keys(makers) as readonly CodeLanguage[];

/** A call as code. The password that was typed is never shown or copied. */
export const codeOf = (name: CodeLanguage, call: Call): string =>
  makers[name](partsOf({ ...call, username: call.username || 'USERNAME', password: 'PASSWORD' }));
