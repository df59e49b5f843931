import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../../functions/endpoints.ts';
import { AppSecret } from './app-secret.ts';
import type { Bundles } from './bundling.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { Gateway } from './rest-api.ts';
import type { CloudSettings } from './settings.ts';
import { stages } from './stages.ts';
import { Tables } from './tables.ts';

export interface GatewayStackProps {
  readonly settings: CloudSettings;
  /** Of every function, by the name of its file. */
  readonly bundles: Bundles;
}

/** The whole service on AWS. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles }: GatewayStackProps) {
    super(scope, id, { description: `im-gateway, stage ${settings.stage}` });
    const stage = stages[settings.stage];
    const tables = new Tables(this, 'Tables', { stage, ownKey: settings.ownKey });
    const secret = new AppSecret(this, 'RongCloud', { stage, secretName: settings.secretName });
    const functions = new Map(
      endpointNames.map((name) => {
        const props = { definition: endpoints[name], bundle: bundleOf(bundles, name), tables, secret, settings };
        return [name, new EndpointFunction(this, name, props)] as const;
      }),
    );
    const gateway = new Gateway(this, 'Gateway', { functions, settings });
    new CfnOutput(this, 'Url', { value: gateway.restApi.url });
    new CfnOutput(this, 'SecretId', { value: secret.secretId });
  }
}
