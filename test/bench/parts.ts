import { cold } from './cold/cold.ts';
import type { Part } from './report/report.ts';
import { upstream } from './upstream/upstream.ts';
import { warm } from './warm/warm.ts';

/** In the order in which they run; each needs no other, but for the last, which reads what was measured before. */
export const parts: readonly Part[] = [cold, warm, upstream];
