import { startLocalWorld } from '../support/world.ts';
import { wholeContract } from './whole.ts';

/** Held against the service of this machine. */
wholeContract((variables) => startLocalWorld({ variables }));
