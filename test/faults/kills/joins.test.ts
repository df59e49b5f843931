import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { joinsAndDestroys } from './scenarios/joins.ts';

describe.each(joinsAndDestroys)('a service killed in: $name', killAtEachCall);
