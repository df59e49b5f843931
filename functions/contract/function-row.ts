import type { SettingName } from './settings.ts';
import type { TableAction, TableName } from './tables.ts';

/** Exactly what a function may do: its permissions and its environment are made from this. */
export type Access = Readonly<Partial<Record<TableName, readonly TableAction[]>>> & {
  readonly rongCloud?: true;
};

export interface FunctionRow {
  readonly access: Access;
  /** The settings it reads, without those that `access` implies or that every endpoint reads. */
  readonly settings: readonly SettingName[];
}

export const settingsOfRongCloud = [
  'rongCloudHosts',
  'rongCloudSecretId',
] as const satisfies readonly SettingName[];
