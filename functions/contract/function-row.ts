import type { SettingName } from './settings.ts';
import type { TableAction, TableName } from './tables.ts';

/** Exactly what a function may do: its permissions and its environment are made from this. */
export type Access = Readonly<Partial<Record<TableName, readonly TableAction[]>>> & {
  readonly rongCloud?: true;
};

/** The facts that any function of ours has. */
export interface FunctionRow {
  readonly access: Access;
  /** The settings it reads, beside those that `access` implies and, in an endpoint, those of every one. */
  readonly settings: readonly SettingName[];
}

/** Settings that whoever calls RongCloud reads. */
export const settingsOfRongCloud = [
  'rongCloudHosts',
  'rongCloudSecretId',
] as const satisfies readonly SettingName[];
