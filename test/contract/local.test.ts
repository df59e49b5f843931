import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startLocalWorld } from '../support/world.ts';
import { wholeContract } from './whole.ts';

/** Held against the service of this machine; with today's cost of a password against the artefact. */
wholeContract((variables) => startLocalWorld({ variables, passwordCost: cheapPasswordCost }));
