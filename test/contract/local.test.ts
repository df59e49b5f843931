import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { manualClock } from '../support/manual-clock.ts';
import { callsBy, startTestService } from '../support/test-service.ts';
import { wholeContract } from './whole.ts';

/** For the local service; e2e/artefact.test.ts runs it with the full cost of a password. */
wholeContract(async (variables) => {
  const clock = manualClock(Date.now());
  const service = await startTestService({ clock, variables, passwordCost: cheapPasswordCost });
  return { ...service, ...callsBy((path, init) => lettingTimePass(clock, service.call(path, init))) };
});
