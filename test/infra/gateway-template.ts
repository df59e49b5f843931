import { resourcesOf, type Template } from '../support/template.ts';

/** Each method as `GET /im/chatroom_join`. */
export function methodsOf(source: Template): string[] {
  const resources = resourcesOf(source, 'AWS::ApiGateway::Resource');
  const path = (id: string): string => {
    const resource = resources.get(id);
    return resource === undefined ? '' : `${path(String(resource.ParentId))}/${resource.PathPart}`;
  };
  const methods = [...resourcesOf(source, 'AWS::ApiGateway::Method').values()];
  return methods.map(({ HttpMethod, ResourceId }) => `${HttpMethod} ${path(String(ResourceId))}`).toSorted();
}

export const responsesOf = (source: Template) =>
  Object.fromEntries(
    [...resourcesOf(source, 'AWS::ApiGateway::GatewayResponse').values()].map((response) => [
      String(response.ResponseType),
      {
        status: response.StatusCode,
        headers: Object(response.ResponseParameters),
        body: JSON.parse(Object(response.ResponseTemplates)['application/json']),
      },
    ]),
  );
