import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { type Bundles, bundleFunctions } from '../../lib/cloud/bundling.ts';
import { GatewayStack } from '../../lib/cloud/gateway-stack.ts';
import { readCloudSettings } from '../../lib/cloud/settings.ts';
import type { Template } from './template.ts';
import { folderVariable } from './temporary-folder.ts';

export interface CloudAssembly {
  readonly template: Template;
  /** The folder with the template and the assets. */
  readonly folder: string;
}

export type Context = Readonly<Record<string, unknown>>;

/** The settings of one stage as CDK's context gives them: those of the command line apart from those of cdk.json. */
export function contextOf({ stage = 'dev', rollout, ...settings }: Context): Context {
  const withDefaults = {
    region: 'china',
    alarmEmail: stage === 'prod' ? 'ops@example.com' : '',
    ...settings,
  };
  return { stage, ...(rollout === undefined ? {} : { rollout }), stages: { [String(stage)]: withDefaults } };
}

function synthesize(context: Context, folder: string, bundles: Bundles): CloudAssembly {
  const app = new App({ context: recommendedFlags, outdir: folder });
  const settings = readCloudSettings(contextOf(context));
  const { stackName } = new GatewayStack(app, `im-gateway-${settings.stage}`, { settings, bundles });
  app.synth();
  return { folder, template: JSON.parse(readFileSync(join(folder, `${stackName}.template.json`), 'utf8')) };
}

const newFolder = () => mkdtempSync(join(process.env[folderVariable] ?? tmpdir(), 'assembly-'));

/** Built once: no setting changes a bundle. */
let bundled: Promise<Bundles> | undefined;

export function bundledFunctions(): Promise<Bundles> {
  bundled ??= bundleFunctions(newFolder());
  return bundled;
}

/** The stack as `cdk synth` makes it, with the real bundles. */
export async function synthesizeWhole(context: Context): Promise<CloudAssembly> {
  return synthesize(context, newFolder(), await bundledFunctions());
}

const assemblies = new Map<string, CloudAssembly>();

/** The stack with the same empty file as every bundle: quick, with constant asset hashes. One synthesis per context. */
export function synthesizeQuickly(context: Context): CloudAssembly {
  const key = JSON.stringify(context);
  const found = assemblies.get(key);
  if (found !== undefined) return found;
  const assembly = synthesize(context, newFolder(), () => join(import.meta.dirname, 'empty-bundle'));
  assemblies.set(key, assembly);
  return assembly;
}

export const synthesizeTemplate = (context: Context = {}): Template => synthesizeQuickly(context).template;
