import type { Construct } from 'constructs';
import type { CallbackRow } from '../../functions/contract/callbacks.ts';
import { acknowledge } from './acknowledge.ts';
import { bindRow, type Resources } from './bind-row.ts';
import type { Bundle } from './bundling.ts';
import { reservedConcurrencyOf } from './reserved-concurrency.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';
import type { CloudSettings } from './settings.ts';

export interface CallbackFunctionProps {
  readonly definition: CallbackRow;
  readonly bundle: Bundle;
  readonly resources: Resources;
  readonly settings: CloudSettings;
  readonly surroundings: Surroundings;
}

/** The function replies within 4.5 s; RongCloud waits for 5 s. */
const timeoutMs = 6_000;

/** The function of one of RongCloud's callbacks. A new version gets all calls at once: RongCloud repeats what fails. */
export class CallbackFunction extends ServiceFunction {
  constructor(
    scope: Construct,
    id: string,
    { definition, bundle, resources, settings, surroundings }: CallbackFunctionProps,
  ) {
    super(scope, id, {
      description: definition.summary.en,
      bundle,
      timeoutMs,
      ...surroundings,
      reservedConcurrency: reservedConcurrencyOf(definition, settings),
    });
    bindRow(this, definition, resources);
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'The gateway waits for its answer: there is no event that could be kept for later.',
    });
  }
}
