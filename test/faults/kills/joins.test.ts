import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { joins } from './scenarios/joins.ts';

for (const scenario of joins) {
  describe(`a service killed in: ${scenario.name}`, () => killAtEachCall(scenario));
}
