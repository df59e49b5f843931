import { settings } from '../../functions/shared/settings.ts';
import { contextNames } from '../../lib/cloud/settings.ts';
import { anyInput } from '../contract/any-input.ts';
import { examples } from '../contract/examples.ts';
import { headers } from '../contract/headers.ts';
import { outcomes } from '../contract/outcomes.ts';
import { refusals } from '../contract/refusals.ts';
import { secrecy } from '../contract/secrecy.ts';
import { startArtefactWorld } from '../support/artefact-world.ts';
import { synthesizeWhole } from '../support/cloud-assembly.ts';

/** The context's names of variables. */
function contextOf(variables: Readonly<Record<string, string>>) {
  const names = Object.entries(settings).map(([name, { variable }]) => [variable, name] as const);
  const byVariable = Object.fromEntries(names.filter(([, name]) => contextNames.includes(name)));
  return Object.fromEntries(
    Object.entries(variables).map(([variable, text]) => [byVariable[variable], text]),
  );
}

/** The contract, held against the bundles and the template that a deployment would upload. */
const start = async (variables: Record<string, string> = {}) =>
  startArtefactWorld(await synthesizeWhole(contextOf(variables)));

examples(start);
refusals(start);
outcomes(start);
headers(start);
secrecy(start);
anyInput(start);
