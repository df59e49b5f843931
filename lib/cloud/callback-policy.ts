import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { callbacks } from '../../functions/contract/callbacks.ts';
import type { CloudSettings } from './settings.ts';

const invoke = { actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()] };

/**
 * The REST API's resource policy where `callbackSources` names RongCloud's addresses: others cannot call its callbacks.
 * Everybody may call everything else. Without the setting there is no policy.
 */
export function callbackPolicy({ callbackSources }: Pick<CloudSettings, 'callbackSources'>) {
  if (callbackSources === '') return {};
  const paths = Object.values(callbacks).map(({ path }) => `execute-api:/*/POST${path}`);
  const statements = [
    new PolicyStatement({ ...invoke, resources: ['execute-api:/*'] }),
    new PolicyStatement({
      ...invoke,
      effect: Effect.DENY,
      resources: paths,
      conditions: { NotIpAddress: { 'aws:SourceIp': callbackSources.split(',') } },
    }),
  ];
  return { policy: new PolicyDocument({ statements }) };
}
