export interface StackFunction {
  readonly name: string;
  /** Its reserved concurrency in normal operation. */
  readonly reserved: number | undefined;
}

export interface StackParts {
  readonly functions: readonly StackFunction[];
  /** EventBridge rules of the reconciler and the probe. */
  readonly rules: readonly string[];
  /** The name of each table in use, by its key in the definitions. */
  readonly tables: Readonly<Record<string, string>>;
}

/** The effects of a restore on AWS and the repository; a test passes its own. Every call may be repeated. */
export interface RestorePorts {
  parts(): Promise<StackParts>;
  /** @param concurrency 0 refuses every call; undefined removes the reserve. */
  reserve(functionName: string, concurrency: number | undefined): Promise<void>;
  setRule(rule: string, isEnabled: boolean): Promise<void>;
  tableStatus(table: string): Promise<'ABSENT' | 'CREATING' | 'ACTIVE'>;
  restoreTable(source: string, target: string, to: Date): Promise<void>;
  /** Turns on recovery and deletion protection, which a restored table lacks. */
  protectTable(table: string): Promise<void>;
  raiseIds(tables: Readonly<Record<string, string>>): Promise<void>;
  /** Writes `restoredTables` of the stage into cdk.json. */
  writeSettings(restoredTables: Readonly<Record<string, string>>): Promise<void>;
  /** Deploys the stage with all traffic at once. */
  deploy(): Promise<void>;
  /** The pause between two checks of a table that is being restored. */
  pause(): Promise<void>;
  tell(line: string): void;
}

export interface RestoreOrder {
  /** By their keys in the definitions, such as `chatrooms`. */
  readonly tables: readonly string[];
  readonly to: Date;
}

/** Depends only on the moment, so that a repeated restore finds the tables of the earlier run. */
const suffixOf = (to: Date) => `-${to.toISOString().replace(/\D/g, '').slice(0, 14)}`;

async function close(ports: RestorePorts, { functions, rules }: StackParts): Promise<void> {
  ports.tell(`closing: ${functions.length} functions refuse calls, ${rules.length} schedules stop`);
  for (const rule of rules) await ports.setRule(rule, false);
  for (const { name } of functions) await ports.reserve(name, 0);
}

async function open(ports: RestorePorts, parts: StackParts): Promise<void> {
  ports.tell('opening the service again');
  for (const { name, reserved } of parts.functions) await ports.reserve(name, reserved);
  for (const rule of parts.rules) await ports.setRule(rule, true);
}

async function restoreTable(ports: RestorePorts, source: string, to: Date): Promise<string> {
  const suffix = suffixOf(to);
  // An earlier run has already switched to it.
  const target = source.endsWith(suffix) ? source : `${source}${suffix}`;
  if ((await ports.tableStatus(target)) === 'ABSENT') {
    ports.tell(`restoring ${source} as of ${to.toISOString()} to ${target}`);
    await ports.restoreTable(source, target, to);
  }
  while ((await ports.tableStatus(target)) !== 'ACTIVE') await ports.pause();
  await ports.protectTable(target);
  return target;
}

/** Ids must not be handed out twice, after a restore of either table. */
const holdsIds = (tables: readonly string[]) =>
  tables.some((name) => name === 'counters' || name === 'chatrooms');

/**
 * Closes the service, restores tables, raises the ids, switches to the restored tables and opens again. A run that was
 * interrupted is run again with the same moment and continues; the service stays closed until the last step.
 * @throws RangeError if the stack has no such table; any error of a port.
 */
export async function restore(order: RestoreOrder, ports: RestorePorts): Promise<void> {
  const parts = await ports.parts();
  const unknown = order.tables.find((name) => !Object.hasOwn(parts.tables, name));
  if (unknown !== undefined) {
    throw new RangeError(`there is no table ${unknown}; there are ${Object.keys(parts.tables).join(', ')}`);
  }
  await close(ports, parts);
  const restored: Record<string, string> = {};
  for (const name of order.tables) {
    restored[name] = await restoreTable(ports, parts.tables[name] ?? '', order.to);
  }
  if (holdsIds(order.tables)) await ports.raiseIds({ ...parts.tables, ...restored });
  await ports.writeSettings(restored);
  await ports.deploy();
  await open(ports, parts);
  ports.tell('open. Commit cdk.json, and run the smoke check.');
}
