import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { startTestService } from '../../support/test-service.ts';
import { minCost, unhashed } from './accounts.ts';

// What all three services stand on: one DynamoDB, one RongCloud, the same users and rooms.
const service = await startTestService({ runsSchedules: false });
// Three services are measured on one machine, each as fast as it can.
service.emulator.behave({ limitRates: false });
const passwordHash = await hashPassword({ ...processDeps, passwordCost: minCost }, unhashed.password);
await service.addUser({ username: unhashed.username, passwordHash }, unhashed.password);
const UNHASHED_TAG = passwordHash.split('$').at(-1);
process.send?.({ ...service.deps.environment, UNHASHED_TAG });
