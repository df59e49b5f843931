import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { Failure } from '../../functions/contract/failure.ts';
import { type Listening, listen, readBody } from '../../lib/emulator/http.ts';
import { gatewayEvent } from '../../lib/local/gateway-event.ts';
import { type Properties, resourcesOf, type Template, type Value } from './template.ts';

/** API Gateway's limits: the request line with all headers, and a body. */
const maxHeaderBytes = 10_240;
const maxBodyBytes = 10 * 1_024 * 1_024;

export interface TemplateGatewayOptions {
  readonly template: Template;
  /** By the logical id of the alias that a method's integration names. */
  readonly invoke: (aliasId: string, event: unknown) => Promise<unknown>;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const text = (value: Value | undefined) => String(value);

/** A resource's whole path, from the names of its parents. */
function pathOf(resources: ReadonlyMap<string, Properties>, id: string): string {
  const resource = resources.get(id);
  return resource === undefined
    ? ''
    : `${pathOf(resources, text(resource.ParentId))}/${text(resource.PathPart)}`;
}

/** Each method by its verb and path, such as `GET /im/chatroom_join`. */
function methodsOf(template: Template): ReadonlyMap<string, Properties> {
  const resources = resourcesOf(template, 'AWS::ApiGateway::Resource');
  const methods = [...resourcesOf(template, 'AWS::ApiGateway::Method').values()];
  return new Map(
    methods.map((method) => [`${method.HttpMethod} ${pathOf(resources, text(method.ResourceId))}`, method]),
  );
}

/** `'text'` is a constant; the one variable in use is the request's id. */
function parameterValue(written: string, requestId: string): string {
  if (written === 'context.requestId') return requestId;
  const [, constant] = /^'(.*)'$/s.exec(written) ?? [];
  if (constant === undefined) throw new Error(`${written} is not known here`);
  return constant;
}

function headersOf(parameters: Value | undefined, prefix: string, requestId: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries((parameters ?? {}) as Properties).map(([name, value]) => [
      name.slice(prefix.length),
      parameterValue(text(value), requestId),
    ]),
  );
}

/** The gateway's own reply, from the template. */
function ownAnswer(template: Template, type: string, requestId: string): Answer {
  const responses = [...resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').values()];
  const response = responses.find(({ ResponseType }) => ResponseType === type);
  if (response === undefined) throw new Error(`the template has no ${type}`);
  return {
    statusCode: Number(response.StatusCode),
    headers: headersOf(response.ResponseParameters, 'gatewayresponse.header.', requestId),
    body: text((response.ResponseTemplates as Properties)['application/json']),
  };
}

/** The mock integration's reply; the template's choice among several origins is not simulated. */
function mockAnswer({ IntegrationResponses }: Properties, requestId: string): Answer {
  const [response] = IntegrationResponses as readonly Properties[];
  return {
    statusCode: Number(response?.StatusCode),
    headers: headersOf(response?.ResponseParameters, 'method.response.header.', requestId),
    body: '',
  };
}

/** With and without the slash at the end, as a REST API does. */
const methodKey = ({ method, url = '' }: IncomingMessage) => {
  const [path = ''] = url.split('?');
  return `${method} ${path.endsWith('/') ? path.slice(0, -1) : path}`;
};

/** The REST API of a template, over HTTP. */
export function startTemplateGateway({ template, invoke }: TemplateGatewayOptions): Promise<Listening> {
  const methods = methodsOf(template);

  async function answerTo(request: IncomingMessage, requestId: string): Promise<Answer> {
    const key = methodKey(request);
    const method = methods.get(key);
    const isSigned = request.headers.authorization !== undefined;
    if (method === undefined) {
      return ownAnswer(template, isSigned ? 'INVALID_SIGNATURE' : 'MISSING_AUTHENTICATION_TOKEN', requestId);
    }
    const integration = method.Integration as Properties;
    if (integration.Type === 'MOCK') return mockAnswer(integration, requestId);
    const body = await readBody(request, maxBodyBytes);
    const [, aliasId = ''] = /functions\/([^/]+)\/invocations$/.exec(text(integration.Uri)) ?? [];
    const arrival = {
      resource: key.slice(key.indexOf('/')),
      body,
      requestId,
      sourceIp: request.socket.remoteAddress ?? '',
    };
    try {
      return (await invoke(aliasId, gatewayEvent(request, arrival))) as Answer;
    } catch (error) {
      // The template leaves BAD_REQUEST_PARAMETERS to the default.
      return ownAnswer(template, error instanceof Failure ? 'DEFAULT_4XX' : 'DEFAULT_5XX', requestId);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { statusCode, headers, body } = await answerTo(request, randomUUID());
    response.writeHead(statusCode, headers).end(body);
  }

  const server = createServer({ maxHeaderSize: maxHeaderBytes }, serve);
  server.on('clientError', (_error, socket) => {
    const { statusCode, headers, body } = ownAnswer(template, 'REQUEST_TOO_LARGE', randomUUID());
    const lines = Object.entries({ ...headers, connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.end(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  });
  return listen(server, 0);
}
