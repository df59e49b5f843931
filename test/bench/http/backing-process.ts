import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { startLocalWorld } from '../../support/world.ts';
import { minCost, unhashed } from './accounts.ts';

// What all three services stand on: one DynamoDB, one RongCloud, the same users and rooms.
const world = await startLocalWorld({ runsSchedules: false });
// Three services are measured on one machine, each as fast as it can.
world.emulator.behave({ limitRates: false });
const passwordHash = await hashPassword({ ...processDeps, passwordCost: minCost }, unhashed.password);
await world.addUser({ username: unhashed.username, passwordHash }, unhashed.password);
process.send?.(world.service.runtime.environment);
