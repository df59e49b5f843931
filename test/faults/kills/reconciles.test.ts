import { describe } from 'vitest';
import { killAtEachCall } from './kill-at-each-call.ts';
import { reconciles } from './scenarios/reconciles.ts';

for (const scenario of reconciles) {
  describe(`a service killed in: ${scenario.name}`, () => killAtEachCall(scenario));
}
