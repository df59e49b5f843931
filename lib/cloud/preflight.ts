import { MockIntegration, PassthroughBehavior, type Resource } from 'aws-cdk-lib/aws-apigateway';
import { originHeaders, preflightHeaders } from '../../functions/http/reply.ts';

/**
 * Names the caller's own origin if it is another of the allowed ones; the first one otherwise. `$input.params` compares
 * names exactly: HTTP/1.1 clients send `Origin`, HTTP/2 clients `origin`.
 */
const otherOrigins = (origins: readonly string[]) =>
  origins
    .map(
      (origin) =>
        `#if($input.params("origin") == "${origin}" || $input.params("Origin") == "${origin}")#set($context.responseOverride.header.access-control-allow-origin = "${origin}")#end`,
    )
    .join('\n');

export interface PreflightOptions {
  readonly methods: readonly string[];
  readonly origins: readonly string[];
}

/** Answers a browser's preflight at the gateway, without a function. */
export function addPreflight(resource: Resource, { methods, origins }: PreflightOptions): void {
  const headers = { ...originHeaders(origins[0], origins), ...preflightHeaders(methods) };
  const names = Object.keys(headers).map((name) => `method.response.header.${name}`);
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': '{"statusCode":204}' },
    integrationResponses: [
      {
        statusCode: '204',
        responseParameters: Object.fromEntries(
          Object.values(headers).map((value, index) => [names[index], `'${value}'`]),
        ),
        ...(origins.length > 1 ? { responseTemplates: { 'application/json': otherOrigins(origins) } } : {}),
      },
    ],
  });
  resource.addMethod('OPTIONS', integration, {
    methodResponses: [
      { statusCode: '204', responseParameters: Object.fromEntries(names.map((name) => [name, true])) },
    ],
  });
}
