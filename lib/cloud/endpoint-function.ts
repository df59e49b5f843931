import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  type EndpointDefinition,
  functionTimeoutMs,
  settingsOfEvery,
  settingsOfRongCloud,
} from '../../functions/endpoints.ts';
import { type SettingName, settings } from '../../functions/shared/settings.ts';
import type { TableAction } from '../../functions/shared/store/tables.ts';
import type { AppSecret } from './app-secret.ts';
import type { Bundle } from './bundling.ts';
import { ServiceFunction } from './service-function.ts';
import type { CloudSettings } from './settings.ts';
import { stages } from './stages.ts';
import type { Tables } from './tables.ts';

export interface EndpointFunctionProps {
  readonly definition: EndpointDefinition;
  readonly bundle: Bundle;
  readonly tables: Tables;
  readonly secret: AppSecret;
  readonly settings: CloudSettings;
}

/** Calls go to the version that this alias names, so that a new one can be tried on a few of them. */
const aliasName = 'live';

/** The function of one row of the table, with the permissions and the variables of that row and no more. */
export class EndpointFunction extends ServiceFunction {
  readonly alias: Alias;

  constructor(scope: Construct, name: string, props: EndpointFunctionProps) {
    const { reservedConcurrency, stage } = props.settings;
    super(scope, name, {
      description: props.definition.summary.en,
      bundle: props.bundle,
      timeoutMs: functionTimeoutMs,
      stage: stages[stage],
      reservedConcurrency: reservedConcurrency === 0 ? undefined : reservedConcurrency,
    });
    this.bind(props);
    this.alias = new Alias(this, 'Live', { aliasName, version: this.lambda.currentVersion });
  }

  private bind({ definition, tables, secret, settings: { variables } }: EndpointFunctionProps): void {
    const { rongCloud, ...touched } = definition.touches;
    for (const [name, actions] of Object.entries<readonly TableAction[] | undefined>(touched)) {
      tables.bind(this, name, actions ?? []);
    }
    if (rongCloud) secret.bind(this);
    const read: readonly SettingName[] = [
      ...settingsOfEvery,
      ...(rongCloud ? settingsOfRongCloud : []),
      ...definition.settings,
    ];
    for (const { variable } of read.map((setting) => settings[setting])) {
      const text = variables[variable];
      if (text !== undefined) this.lambda.addEnvironment(variable, text);
    }
  }
}
