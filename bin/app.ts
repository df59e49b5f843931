import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { SettingError } from '../functions/contract/settings.ts';
import { bundleFunctions } from '../lib/cloud/bundling.ts';
import { addChecks } from '../lib/cloud/checks.ts';
import { GatewayStack } from '../lib/cloud/gateway-stack.ts';
import { architectureOf, readCloudSettings } from '../lib/cloud/settings.ts';

async function main(): Promise<void> {
  const app = new App({ context: recommendedFlags });
  const settings = readCloudSettings(app.node.getAllContext());
  new GatewayStack(app, settings, await bundleFunctions(app.outdir, architectureOf(settings)));
  addChecks(app);
  app.synth();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`im-gateway: ${error.message}\n`);
  process.exit(1);
}
