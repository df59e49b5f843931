import type { StartTestService } from '../support/test-service.ts';
import { anyInput } from './any-input.ts';
import { examples } from './examples.ts';
import { headers } from './headers.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';
import { secrecy } from './secrecy.ts';

/** The contract with the apps, for the local run and for the artefact. */
export const wholeContract = (start: StartTestService) => {
  examples(start);
  refusals(start);
  outcomes(start);
  headers(start);
  secrecy(start);
  anyInput(start);
};
