import { startLocalWorld } from '../../support/world.ts';

// What all three services stand on: one DynamoDB, one RongCloud, the same users and rooms.
const world = await startLocalWorld({ runsSchedules: false });
// Three services are measured on one machine, each as fast as it can.
world.emulator.behave({ limitRates: false });
process.send?.(world.service.runtime.environment);
