import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type EndpointRow, settingsOfEvery } from '../../functions/contract/endpoint-row.ts';
import { arrivals, functionTimeoutMs } from '../../functions/contract/limits.ts';
import { settings as functionSettings, readSetting } from '../../functions/contract/settings.ts';
import { bindRow, type Resources } from './bind-row.ts';
import type { Bundle } from './bundling.ts';
import { provision } from './provisioned-concurrency.ts';
import { reservedConcurrencyOf } from './reserved-concurrency.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';
import type { CloudSettings } from './settings.ts';

export interface EndpointFunctionProps {
  readonly definition: EndpointRow;
  readonly bundle: Bundle;
  readonly resources: Resources;
  readonly settings: CloudSettings;
  readonly surroundings: Surroundings;
}

/** Calls go to the version of this alias, so that a new version can get a tenth of them first. */
const aliasName = 'live';

export class EndpointFunction extends ServiceFunction {
  readonly alias: Alias;
  readonly callsRongCloud: boolean;

  constructor(
    scope: Construct,
    id: string,
    { definition, bundle, resources, settings, surroundings }: EndpointFunctionProps,
  ) {
    const reservedConcurrency = reservedConcurrencyOf(definition, settings);
    super(scope, id, {
      description: definition.summary.en,
      bundle,
      timeoutMs: functionTimeoutMs,
      ...surroundings,
      reservedConcurrency,
      isBehindGateway: true,
    });
    this.callsRongCloud = definition.access.rongCloud === true;
    bindRow(this, { ...definition, settings: [...settingsOfEvery, ...definition.settings] }, resources);
    this.alias = new Alias(this, 'Live', { aliasName, version: this.lambda.currentVersion });
    // A whole class calls these within a minute.
    if (definition.throttle === arrivals) {
      const timeZone = readSetting(settings.variables, functionSettings.timeZone);
      provision(this.alias, settings.provisionedConcurrency, { timeZone, reservedConcurrency });
    }
  }
}
