import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import type { CloudSettings } from './settings.ts';

const invoke = { actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()] };

/**
 * The REST API's resource policy if `callbackSources` lists RongCloud's addresses: only they may call the callbacks.
 * Everybody may call the other paths. Without the setting there is no policy.
 */
export function callbackPolicy({ callbackSources }: CloudSettings): PolicyDocument | undefined {
  if (callbackSources === '') return undefined;
  const statements = [
    new PolicyStatement({ ...invoke, resources: ['execute-api:/*'] }),
    new PolicyStatement({
      ...invoke,
      effect: Effect.DENY,
      // Undocumented: whether the path of a call with a slash at its end matches that of the resource.
      resources: ['', '/'].map((end) => `execute-api:/*/POST${statusCallback.path}${end}`),
      conditions: { NotIpAddress: { 'aws:SourceIp': callbackSources.split(',') } },
    }),
  ];
  return new PolicyDocument({ statements });
}
