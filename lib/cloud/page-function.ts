import type { Construct } from 'constructs';
import type { PageDefinition } from '../../functions/contract/pages.ts';
import { acknowledge } from './acknowledge.ts';
import type { Bundle } from './bundling.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';

export interface PageFunctionProps {
  readonly definition: PageDefinition;
  readonly bundle: Bundle;
  readonly surroundings: Surroundings;
}

/** It reads only files of its own bundle. */
const timeoutMs = 3_000;

/** The function of a page. */
export class PageFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { definition, bundle, surroundings }: PageFunctionProps) {
    super(scope, id, { description: definition.summary, bundle, timeoutMs, ...surroundings });
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'The gateway waits for its answer: there is no event that could be kept for later.',
    });
  }
}
