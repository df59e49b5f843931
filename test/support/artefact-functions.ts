import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry } from '../../functions/platform/deps.ts';
import { addonFile } from '../../lib/cloud/bundling.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { type LambdaProcess, startLambda } from './lambda-process.ts';
import { type Properties, region, resourcesOf } from './template.ts';

export interface ArtefactFunctionsOptions {
  /** Variables with addresses on this machine instead of AWS and RongCloud: they replace those of the template. */
  readonly redirections: () => Readonly<Record<string, string>>;
  readonly output: (functionId: string, entry: LogEntry) => void;
  /** Options of Node in the processes. */
  readonly nodeOptions: readonly string[];
  /** A native Argon2 in place of Lambda's, which this machine may not be able to load. */
  readonly addon?: string | undefined;
}

/** The variables that the template gives a function. */
export const variablesOf = ({ Environment }: Properties) =>
  (Environment as { Variables: Readonly<Record<string, string>> } | undefined)?.Variables ?? {};

/** The variables that Lambda itself sets, as far as they are read. */
export const variablesOfLambda = (functionId: string) => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: functionId,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_LAMBDA_FUNCTION_NAME: functionId,
  TZ: ':UTC',
});

export interface ArtefactFunctions {
  /** By the function's logical id; its process starts with its first event. */
  invoke(functionId: string, event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** The zip of a function, unpacked where no other file of the project is in reach. */
async function unpack({ Code }: Properties, assembly: string): Promise<string> {
  const [hash] = String((Code as Properties).S3Key).split('.');
  const folder = await mkdtemp(join(tmpdir(), 'im-gateway-function-'));
  await cp(join(assembly, `asset.${hash}`), folder, { recursive: true });
  return folder;
}

/** The functions of an assembly, each in a process with only what the template gives it. */
export function artefactFunctions(
  { template, folder }: CloudAssembly,
  { redirections, output, nodeOptions, addon }: ArtefactFunctionsOptions,
): ArtefactFunctions {
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  const started = new Map<string, Promise<LambdaProcess>>();

  async function start(id: string): Promise<LambdaProcess> {
    const properties = functions.get(id);
    if (properties === undefined) throw new Error(`the template has no function ${id}`);
    const variables = variablesOf(properties);
    const redirected = Object.entries(redirections()).filter(
      ([name]) => name in variables || name.startsWith('AWS_ENDPOINT_URL_'),
    );
    const unpacked = await unpack(properties, folder);
    if (addon !== undefined) await cp(addon, join(unpacked, addonFile));
    const process = await startLambda({
      folder: unpacked,
      environment: { ...variables, ...variablesOfLambda(id), ...Object.fromEntries(redirected) },
      timeoutMs: Number(properties.Timeout) * 1_000,
      output: (entry) => output(id, entry),
      nodeOptions,
    });
    return {
      ...process,
      stop: async () => {
        await process.stop();
        await rm(unpacked, { recursive: true });
      },
    };
  }

  return {
    invoke: async (id, event) => {
      const process = started.get(id) ?? start(id);
      started.set(id, process);
      return (await process).invoke(event);
    },
    stop: async () => {
      await Promise.all([...started.values()].map(async (process) => (await process).stop()));
    },
  };
}
