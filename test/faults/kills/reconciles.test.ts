import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { reconciles } from './scenarios/reconciles.ts';

describe.each(reconciles)('a service killed in: $name', killAtEachCall);
