import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type EndpointRow, settingsOfEvery } from '../../functions/contract/endpoint-row.ts';
import { functionTimeoutMs } from '../../functions/contract/limits.ts';
import { provision } from './provisioned-concurrency.ts';
import { ServiceFunction, type SharedResources } from './service-function.ts';
import { reservedConcurrencyOf } from './settings.ts';

/** Calls go to the version of this alias, so that a new version can get a tenth of them first. */
const aliasName = 'live';

export class EndpointFunction extends ServiceFunction {
  readonly row: EndpointRow;
  readonly alias: Alias;

  constructor(scope: Construct, row: EndpointRow, shared: SharedResources) {
    const { settings } = shared;
    const reservedConcurrency = reservedConcurrencyOf(row, settings);
    super(scope, row.name, shared, {
      summary: row.summary.en,
      timeoutMs: functionTimeoutMs,
      access: row.access,
      settings: [...settingsOfEvery, ...row.settings],
      reservedConcurrency,
      isBehindGateway: true,
    });
    this.row = row;
    this.alias = new Alias(this, 'Live', { aliasName, version: this.lambda.currentVersion });
    // A whole class calls these within a minute.
    if (row.throttle === 'arrivals') provision(this.alias, settings, reservedConcurrency);
  }
}
