import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { reconcilerScenarios } from './scenarios.ts';

describe.each(reconcilerScenarios)('a service killed in: $name', killAtEachCall);
