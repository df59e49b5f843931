import { startLocalWorld } from '../support/world.ts';
import { anyInput } from './any-input.ts';
import { examples } from './examples.ts';
import { headers } from './headers.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';
import { secrecy } from './secrecy.ts';

/** The contract, held against the service of this machine. */
const start = (variables?: Record<string, string>) => startLocalWorld({ variables });

examples(start);
refusals(start);
outcomes(start);
headers(start);
secrecy(start);
anyInput(start);
