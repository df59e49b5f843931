import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import cdkJson from '../../cdk.json' with { type: 'json' };
import { type Bundles, bundleFunctions } from '../../lib/cloud/bundling.ts';
import { addChecks } from '../../lib/cloud/checks.ts';
import { GatewayStack } from '../../lib/cloud/gateway-stack.ts';
import { readCloudSettings } from '../../lib/cloud/settings.ts';
import type { Template } from './template.ts';
import { newFolder } from './temporary-folder.ts';

export interface CloudAssembly {
  readonly template: Template;
  /** The folder with the template and the assets. */
  readonly folder: string;
}

const { stages: _stages, ...cdkContext } = cdkJson.context;

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

function appWith(context: Context, folder: string, bundles: Bundles) {
  const app = new App({ context: { ...recommendedFlags, ...cdkContext }, outdir: folder });
  const settings = readCloudSettings(contextOf(context));
  const { stackName } = new GatewayStack(app, settings, bundles);
  return { app, stackName };
}

function synthesize(context: Context, folder: string, bundles: Bundles): CloudAssembly {
  const { app, stackName } = appWith(context, folder, bundles);
  app.synth();
  return { folder, template: JSON.parse(readFileSync(join(folder, `${stackName}.template.json`), 'utf8')) };
}

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

const emptyBundles: Bundles = () => join(import.meta.dirname, 'empty-bundle');

/**
 * The warnings of a synthesis by the rules of cdk-nag, and by those of CloudFormation unless `CDK_VALIDATION` turns them off.
 * @throws if a rule is broken
 */
export function warningsOf(context: Context): readonly unknown[] {
  const { app, stackName } = appWith(context, newFolder(), emptyBundles);
  addChecks(app);
  return app.synth().getStackByName(stackName).messages;
}

/** The stack with the same empty file as every bundle: quick, with constant asset hashes. One synthesis per context. */
export function synthesizeQuickly(context: Context): CloudAssembly {
  const key = JSON.stringify(context);
  const found = assemblies.get(key);
  if (found !== undefined) return found;
  const assembly = synthesize(context, newFolder(), emptyBundles);
  assemblies.set(key, assembly);
  return assembly;
}

export const synthesizeTemplate = (context: Context = {}): Template => synthesizeQuickly(context).template;
