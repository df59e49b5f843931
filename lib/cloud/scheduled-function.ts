import type { Construct } from 'constructs';
import type { ScheduledRow } from '../../functions/contract/scheduled.ts';
import { bindRow, type Resources } from './bind-row.ts';
import type { Bundle } from './bundling.ts';
import { runEvery } from './schedule.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';

export interface ScheduledFunctionProps {
  readonly definition: ScheduledRow;
  readonly bundle: Bundle;
  readonly resources: Resources;
  readonly surroundings: Surroundings;
}

/** The function of a row that runs on a schedule. */
export class ScheduledFunction extends ServiceFunction {
  constructor(
    scope: Construct,
    id: string,
    { definition, bundle, resources, surroundings }: ScheduledFunctionProps,
  ) {
    const { summary, timeoutMs, everyMinutes } = definition;
    super(scope, id, { description: summary, bundle, timeoutMs, ...surroundings });
    bindRow(this, definition, resources);
    runEvery(everyMinutes, this);
  }
}
