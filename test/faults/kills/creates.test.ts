import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { creates } from './scenarios/creates.ts';

describe.each(creates)('a service killed in: $name', killAtEachCall);
