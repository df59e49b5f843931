import { describe, expect, it } from 'vitest';
import { settingsOfEvery } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { type FunctionRow, settingsOfRongCloud } from '../../functions/contract/function-row.ts';
import { probe, reconcile } from '../../functions/contract/scheduled.ts';
import { settings } from '../../functions/contract/settings.ts';
import { type TableName, tables, tableVariable } from '../../functions/contract/tables.ts';
import { type Deps, processDeps } from '../../functions/platform/deps.ts';

const tableVariables = Object.keys(tables).map((name) => tableVariable(name as TableName));
const known = new Set<string>([
  ...Object.values(settings).map(({ variable }) => variable),
  ...tableVariables,
]);

/** All our variables with valid values, and the ones that were read. */
function recordingEnvironment() {
  const sound: Record<string, string> = {
    [settings.rongCloudHosts.variable]: 'china',
    [settings.rongCloudSecretId.variable]: 'a-secret',
    [settings.probeUrl.variable]: 'https://im.example.com/',
    [settings.probeSecretId.variable]: 'a-secret',
    ...Object.fromEntries(tableVariables.map((variable) => [variable, 'a-table'])),
  };
  const read = new Set<string>();
  const environment = new Proxy(sound, {
    get: (values, name) => {
      if (typeof name === 'string' && known.has(name)) read.add(name);
      return Reflect.get(values, name);
    },
  });
  return { environment, read };
}

function variablesOf({ access, settings: names }: FunctionRow, more: readonly (keyof typeof settings)[]) {
  const { rongCloud, ...touched } = access;
  const all = [...names, ...more, ...(rongCloud ? settingsOfRongCloud : [])];
  return [
    ...all.map((name) => settings[name].variable),
    ...Object.keys(touched).map((name) => tableVariable(name as TableName)),
  ].toSorted();
}

async function readBy(name: string): Promise<string[]> {
  const { createHandler }: { createHandler: (deps: Deps) => unknown } = await import(
    `../../functions/${name}.ts`
  );
  const { environment, read } = recordingEnvironment();
  createHandler({ ...processDeps, environment });
  return [...read].toSorted();
}

describe('the settings in a row', () => {
  it.each(Object.entries<FunctionRow>({ ...endpoints, reconcile, probe }))(
    'are exactly the variables that %s reads',
    async (name, row) => {
      const more = name in endpoints ? settingsOfEvery : [];
      expect(await readBy(name)).toEqual(variablesOf(row, more));
    },
  );
});
