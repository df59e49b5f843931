import { page } from './http/page.ts';
import { processDeps } from './platform/deps.ts';

/** The page on which the endpoints can be read about and tried. */
export const createHandler = page;

export const handler = createHandler(processDeps);
