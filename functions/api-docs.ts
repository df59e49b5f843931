import { page } from './shared/page.ts';
import { processRuntime } from './shared/runtime.ts';

/** The page on which the endpoints can be read about and tried. */
export const create = page('api-docs');

export const handler = create(processRuntime);
