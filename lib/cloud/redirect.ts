import { type IResource, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';

/** Leads a GET to another path, without a function. @param location with the stage, if the address has it. */
export function addRedirect(resource: IResource, location: string): void {
  const statusCode = '302';
  const responseParameters = {
    'method.response.header.location': `'${location}'`,
    'method.response.header.cache-control': "'no-store'",
    'method.response.header.x-request-id': 'context.requestId',
  };
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
    integrationResponses: [{ statusCode, responseParameters }],
  });
  const declared = Object.keys(responseParameters).map((name) => [name, true]);
  resource.addMethod('GET', integration, {
    methodResponses: [{ statusCode, responseParameters: Object.fromEntries(declared) }],
  });
}
