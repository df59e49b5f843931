import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { callScenarios } from './scenarios.ts';

describe.each(callScenarios)('a service killed in: $name', killAtEachCall);
