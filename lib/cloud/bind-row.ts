import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { settingsOfRongCloud } from '../../functions/contract/function-row.ts';
import { type SettingName, settings } from '../../functions/contract/settings.ts';
import type { TableAction, TableName } from '../../functions/contract/tables.ts';
import type { AppSecret } from './app-secret.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Tables } from './tables.ts';

export type Row = Pick<EndpointRow, 'access' | 'settings'>;

export interface Resources {
  readonly tables: Tables;
  readonly secret: AppSecret;
  /** The text of every function setting, by its variable. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Gives a function the permissions and the variables of its row, and no more. */
export function bindRow(
  target: ServiceFunction,
  { access, settings: read }: Row,
  { tables, secret, variables }: Resources,
): void {
  const { rongCloud, ...touched } = access;
  for (const [name, actions] of Object.entries(touched) as [TableName, readonly TableAction[]][]) {
    tables.bind(target, name, actions);
  }
  if (rongCloud) secret.bind(target);
  const names: readonly SettingName[] = rongCloud ? [...settingsOfRongCloud, ...read] : read;
  for (const { variable } of names.map((name) => settings[name])) {
    const text = variables[variable];
    if (text !== undefined) target.lambda.addEnvironment(variable, text);
  }
}
