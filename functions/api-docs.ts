import { page } from './http/page.ts';
import { processRuntime } from './platform/deps.ts';

/** The page on which the endpoints can be read about and tried. */
export const create = page('api-docs');

export const handler = create(processRuntime);
