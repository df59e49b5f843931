import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { createsAndDestroys } from './scenarios/creates-and-destroys.ts';

for (const scenario of createsAndDestroys) {
  describe(`a service killed in: ${scenario.name}`, () => killAtEachCall(scenario));
}
