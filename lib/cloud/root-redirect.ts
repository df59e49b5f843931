import { MockIntegration, PassthroughBehavior, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/** Leads `/` to a page, at the gateway without a function. @param location with the stage, if the address has it. */
export function addRootRedirect(restApi: RestApi, location: string): void {
  const headers = {
    location: `'${location}'`,
    'cache-control': "'no-store'",
    'x-request-id': 'context.requestId',
  };
  const parameters = Object.entries(headers).map(
    ([name, value]) => [`method.response.header.${name}`, value] as const,
  );
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': '{"statusCode":302}' },
    integrationResponses: [{ statusCode: '302', responseParameters: Object.fromEntries(parameters) }],
  });
  restApi.root.addMethod('GET', integration, {
    methodResponses: [
      { statusCode: '302', responseParameters: Object.fromEntries(parameters.map(([name]) => [name, true])) },
    ],
  });
}
