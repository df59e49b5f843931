import { type IResource, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { originHeaders, preflightHeaders } from '../../functions/http/reply.ts';

interface FixedReply {
  readonly status: '204' | '302';
  readonly headers: Readonly<Record<string, string>>;
  /** A mapping template that may replace headers. */
  readonly template?: string | undefined;
}

/** A method that the gateway answers by itself, without a function. */
function addFixedReply(
  resource: IResource,
  method: string,
  { status: statusCode, headers, template }: FixedReply,
): void {
  const responseParameters = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
  );
  const templates = template === undefined ? {} : { responseTemplates: { 'application/json': template } };
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
    integrationResponses: [{ statusCode, responseParameters, ...templates }],
  });
  const declared = Object.keys(responseParameters).map((name) => [name, true] as const);
  resource.addMethod(method, integration, {
    methodResponses: [{ statusCode, responseParameters: Object.fromEntries(declared) }],
  });
}

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

export function addPreflight(
  resource: IResource,
  { methods, origins }: { readonly methods: readonly string[]; readonly origins: readonly string[] },
): void {
  const headers = { ...originHeaders(origins[0], origins), ...preflightHeaders(methods) };
  const literals = Object.entries(headers).map(([name, value]) => [name, `'${value}'`] as const);
  addFixedReply(resource, 'OPTIONS', {
    status: '204',
    headers: Object.fromEntries(literals),
    template: origins.length > 1 ? otherOrigins(origins) : undefined,
  });
}

/** Leads `/` to a page. @param location with the stage, if the address has it. */
export function addRootRedirect(root: IResource, location: string): void {
  addFixedReply(root, 'GET', {
    status: '302',
    headers: {
      location: `'${location}'`,
      'cache-control': "'no-store'",
      'x-request-id': 'context.requestId',
    },
  });
}
