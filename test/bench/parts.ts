import { classStart } from './class-start/class-start.ts';
import { cold } from './cold/cold.ts';
import { cost } from './cost/cost.ts';
import { growth } from './growth/growth.ts';
import { http } from './http/http.ts';
import type { Part } from './report/report.ts';
import { upstream } from './upstream/upstream.ts';
import { warm } from './warm/warm.ts';

/** In the order in which they run; `class-start` goes by what `cold` and `warm` found when they last ran. */
export const parts: readonly Part[] = [cold, warm, http, upstream, growth, classStart, cost];
