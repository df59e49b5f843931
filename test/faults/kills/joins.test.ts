import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { joins } from './scenarios/joins.ts';

describe.each(joins)('a service killed in: $name', killAtEachCall);
