import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { createsAndDestroys } from './scenarios/creates-and-destroys.ts';

describe.each(createsAndDestroys)('a service killed in: $name', killAtEachCall);
