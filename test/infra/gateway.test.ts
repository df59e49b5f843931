import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { firstOf, type Properties, resourcesOf, type Template } from '../support/template.ts';

const template = synthesizeTemplate({ stage: 'prod', docsPage: 'on' });

const rows = Object.values<EndpointRow>(endpoints);

/** The endpoints that apps of 2016 call. */
const contractMethods = [
  'GET /im/user_get_token',
  'POST /im/user_get_token',
  'GET /im/chatroom_create',
  'POST /im/chatroom_create',
  'GET /im/chatroom_join',
  'POST /im/chatroom_join',
  'GET /im/chatroom_destroy',
  'POST /im/chatroom_destroy',
  'GET /im/chatroom_query',
  'POST /im/chatroom_query',
];

/** Each method as `GET /im/chatroom_join`. */
function methodsOf(source: Template): string[] {
  const resources = resourcesOf(source, 'AWS::ApiGateway::Resource');
  const path = (id: string): string => {
    const resource = resources.get(id);
    return resource === undefined ? '' : `${path(String(resource.ParentId))}/${resource.PathPart}`;
  };
  const methods = [...resourcesOf(source, 'AWS::ApiGateway::Method').values()];
  return methods.map(({ HttpMethod, ResourceId }) => `${HttpMethod} ${path(String(ResourceId))}`).toSorted();
}

const responsesOf = (source: Template) =>
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

describe('the REST API', () => {
  it('serves each endpoint by the methods of its row, the callback by POST and the page by GET, with and without the slash', () => {
    const ofRows = rows.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`));
    const callback = 'POST /im/rongcloud/chatroom_status';
    const page = ['GET ', 'GET /im/docs', 'GET /im/docs/{file}'];
    expect(methodsOf(template)).toEqual([...ofRows, callback, ...page].toSorted());
    expect(ofRows).toEqual(expect.arrayContaining(contractMethods));
    expect(firstOf(template, 'AWS::ApiGateway::RestApi').EndpointConfiguration).toEqual({
      Types: ['REGIONAL'],
    });
  });

  it('waits for a function two seconds longer than the function has', () => {
    const methods = [...resourcesOf(template, 'AWS::ApiGateway::Method').values()].filter(
      ({ Integration }) => Object(Integration).Type !== 'MOCK',
    );
    expect(new Set(methods.map(({ Integration }) => Object(Integration).TimeoutInMillis))).toEqual(
      new Set([12_000]),
    );
  });

  it('may call each function by its own path only', () => {
    const permissions = [...resourcesOf(template, 'AWS::Lambda::Permission').values()];
    const sources = permissions
      .map(({ SourceArn }) => String(SourceArn))
      .filter((arn) => arn.includes('execute-api'));
    expect(sources).toHaveLength(rows.length + 3);
    expect(sources.filter((arn) => !/\/(\*|GET|POST)\/im\/\w+(\/\*|\/chatroom_status)?$/.test(arn))).toEqual(
      [],
    );
    expect(sources.filter((arn) => arn.endsWith('/*'))).toEqual([
      expect.stringMatching(/\/GET\/im\/docs\/\*$/),
    ]);
  });

  it.each([
    [{ stage: 'prod', docsPage: 'on' }, ["'/prod/im/docs/'"]],
    [
      {
        docsPage: 'on',
        domainName: 'im.example.com',
        certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/abc',
      },
      ["'/im/docs/'"],
    ],
    [{ stage: 'prod', docsPage: 'off' }, []],
  ])('leads / to the page of %j: %j', (settings, locations) => {
    const methods = resourcesOf(synthesizeTemplate(settings), 'AWS::ApiGateway::Method');
    const found = [...methods.values()].flatMap(({ Integration }) => {
      const [response] = Object(Integration).IntegrationResponses ?? [];
      return response?.StatusCode === '302'
        ? [response.ResponseParameters['method.response.header.location']]
        : [];
    });
    expect(found).toEqual(locations);
  });

  it('bounds the calls to each method', () => {
    const settings = firstOf(template, 'AWS::ApiGateway::Stage').MethodSettings as readonly Properties[];
    const rates = settings.map((method) => [
      `${method.HttpMethod} ${String(method.ResourcePath).replaceAll('~1', '/')}`,
      [method.ThrottlingRateLimit, method.ThrottlingBurstLimit],
    ]);
    const ofRows = rows.flatMap(({ path, methods, throttle }) =>
      methods.map((method) => [`${method} /${path}`, [throttle.rateLimit, throttle.burstLimit]]),
    );
    expect(Object.fromEntries(rates)).toEqual({
      ...Object.fromEntries(ofRows),
      '* /*': [500, 1_000],
      'GET //im/user_get_token': [500, 1_000],
      'POST //im/user_get_token': [500, 1_000],
      'GET //im/chatroom_create': [50, 100],
      'POST //im/chatroom_create': [50, 100],
      'GET //im/chatroom_join': [500, 1_000],
      'POST //im/chatroom_join': [500, 1_000],
      'GET //im/chatroom_destroy': [50, 100],
      'POST //im/chatroom_destroy': [50, 100],
      'GET //im/chatroom_query': [500, 1_000],
      'POST //im/chatroom_query': [500, 1_000],
      'POST //im/rongcloud/chatroom_status': [500, 1_000],
      'GET //im/docs': [20, 60],
      'GET //im/docs/{file}': [20, 60],
    });
  });

  it('traces, and neither caches replies nor logs their content', () => {
    const stage = firstOf(template, 'AWS::ApiGateway::Stage');
    expect(stage.TracingEnabled).toBe(true);
    expect(stage.CacheClusterEnabled ?? false).toBe(false);
    const [all] = (stage.MethodSettings as readonly Properties[]).filter(
      ({ HttpMethod }) => HttpMethod === '*',
    );
    expect(all).toMatchObject({ LoggingLevel: 'ERROR', DataTraceEnabled: false, CachingEnabled: false });
  });

  it('writes an access log that cannot hold a password', () => {
    const { Format } = Object(firstOf(template, 'AWS::ApiGateway::Stage').AccessLogSetting);
    expect(JSON.parse(Format)).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      ip: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      resource: '$context.resourcePath',
      status: '$context.status',
      bytes: '$context.responseLength',
      ms: '$context.responseLatency',
      integrationMs: '$context.integrationLatency',
      error: '$context.error.responseType',
      traceId: '$context.xrayTraceId',
    });
  });

  it("makes the account's role for its logs and leaves it there, unless the account has one", () => {
    const accounts = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::ApiGateway::Account',
    );
    expect(accounts.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain']);
    const other = synthesizeTemplate({ gatewayLogRole: 'exists' });
    expect(resourcesOf(other, 'AWS::ApiGateway::Account').size).toBe(0);
  });

  it('keeps its error log no longer than the others', () => {
    const groups = [...resourcesOf(template, 'AWS::Logs::LogGroup').values()];
    const names = groups.map(({ LogGroupName }) => String(LogGroupName));
    expect(
      names.filter((name) => /^API-Gateway-Execution-Logs_GatewayApi\w+\/prod$/.test(name)),
    ).toHaveLength(1);
  });

  it('answers under the domain of the settings', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/abc';
    const other = synthesizeTemplate({ domainName: 'im.example.com', certificateArn });
    expect(firstOf(other, 'AWS::ApiGateway::DomainName')).toMatchObject({
      DomainName: 'im.example.com',
      RegionalCertificateArn: certificateArn,
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    });
    expect(firstOf(other, 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint).toBe(true);
    expect(firstOf(template, 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint ?? false).toBe(false);
    expect(firstOf(other, 'AWS::ApiGateway::BasePathMapping')).toMatchObject({
      DomainName: expect.any(String),
    });
    expect(resourcesOf(template, 'AWS::ApiGateway::DomainName').size).toBe(0);
  });
});

describe("the gateway's own answers", () => {
  it('have our envelope, a status and a code for every type', () => {
    const found = Object.entries(responsesOf(template)).map(([type, { status, body }]) => [
      type,
      status,
      body.code,
    ]);
    expect(found.toSorted()).toEqual([
      ['ACCESS_DENIED', '403', 'NOT_ALLOWED'],
      ['API_CONFIGURATION_ERROR', '500', 'INTERNAL'],
      ['AUTHORIZER_CONFIGURATION_ERROR', '500', 'INTERNAL'],
      ['AUTHORIZER_FAILURE', '500', 'INTERNAL'],
      ['BAD_REQUEST_BODY', '400', 'INVALID_PARAMETER'],
      ['BAD_REQUEST_PARAMETERS', '400', 'INVALID_PARAMETER'],
      ['DEFAULT_4XX', '400', 'INVALID_PARAMETER'],
      ['DEFAULT_5XX', '503', 'UNAVAILABLE'],
      ['EXPIRED_TOKEN', '404', 'NOT_FOUND'],
      ['INTEGRATION_FAILURE', '503', 'UNAVAILABLE'],
      ['INTEGRATION_TIMEOUT', '503', 'UNAVAILABLE'],
      ['INVALID_API_KEY', '403', 'NOT_ALLOWED'],
      ['INVALID_SIGNATURE', '404', 'NOT_FOUND'],
      ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND'],
      ['QUOTA_EXCEEDED', '429', 'TOO_MANY_REQUESTS'],
      ['REQUEST_TOO_LARGE', '413', 'TOO_LARGE'],
      ['RESOURCE_NOT_FOUND', '404', 'NOT_FOUND'],
      ['THROTTLED', '429', 'TOO_MANY_REQUESTS'],
      ['UNAUTHORIZED', '401', 'WRONG_CREDENTIALS'],
      ['UNSUPPORTED_MEDIA_TYPE', '400', 'INVALID_PARAMETER'],
      ['WAF_FILTERED', '403', 'NOT_ALLOWED'],
    ]);
  });

  it('explain how to write a URL that the gateway cannot read', () => {
    const reason = 'The URL must be percent-encoded UTF-8; write a percent sign as %25.';
    const { BAD_REQUEST_PARAMETERS, DEFAULT_4XX } = responsesOf(template);
    expect([BAD_REQUEST_PARAMETERS?.body.reason, DEFAULT_4XX?.body.reason]).toEqual([reason, reason]);
  });

  it('have our headers without quotes, and Retry-After', () => {
    expect(responsesOf(template).THROTTLED?.headers).toEqual({
      'gatewayresponse.header.content-type': "'application/json; charset=utf-8'",
      'gatewayresponse.header.cache-control': "'no-store'",
      'gatewayresponse.header.pragma': "'no-cache'",
      'gatewayresponse.header.referrer-policy': "'no-referrer'",
      'gatewayresponse.header.x-content-type-options': "'nosniff'",
      'gatewayresponse.header.strict-transport-security': "'max-age=31536000'",
      'gatewayresponse.header.retry-after': "'1'",
      'gatewayresponse.header.x-request-id': 'context.requestId',
    });
  });

  it('are in the language of the setting, with status 200 if ERROR_STATUS says so', () => {
    const other = responsesOf(synthesizeTemplate({ reasonLanguage: 'zh', errorStatus: 'always200' }));
    expect(other.THROTTLED).toMatchObject({
      status: '200',
      body: { reason: '请求过于频繁，请稍后再试。', ret: 'fail', code: 'TOO_MANY_REQUESTS' },
    });
  });
});

describe('other origins', () => {
  const origin = 'gatewayresponse.header.access-control-allow-origin';

  it('are absent without the setting', () => {
    expect(JSON.stringify(template)).not.toMatch(/access-control-/i);
  });

  it('get a reply to their preflight, and a single one is named in the gateway’s own replies', () => {
    const other = synthesizeTemplate({ corsOrigins: 'https://class.example' });
    expect(methodsOf(other).filter((method) => method.startsWith('OPTIONS'))).toHaveLength(rows.length);
    expect(responsesOf(other).THROTTLED?.headers[origin]).toBe("'https://class.example'");
  });

  it('get the methods of the row in the preflight of each endpoint', () => {
    const other = synthesizeTemplate({ corsOrigins: 'https://class.example' });
    const allowed = [...resourcesOf(other, 'AWS::ApiGateway::Method').values()]
      .filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')
      .map(({ Integration }) => Object(Integration).IntegrationResponses[0].ResponseParameters)
      .map((parameters) => parameters['method.response.header.access-control-allow-methods']);
    expect(allowed).toEqual(rows.map(({ methods }) => `'${methods.join(', ')}'`));
  });

  it('are matched in the preflight if there are several, never by a wildcard', () => {
    const other = synthesizeTemplate({ corsOrigins: 'https://a.example,https://b.example' });
    const preflights = [...resourcesOf(other, 'AWS::ApiGateway::Method').values()].filter(
      ({ HttpMethod }) => HttpMethod === 'OPTIONS',
    );
    const [answer] = Object(preflights[0]?.Integration).IntegrationResponses;
    expect(answer.ResponseParameters['method.response.header.access-control-allow-origin']).toBe(
      "'https://a.example'",
    );
    expect(answer.ResponseTemplates['application/json']).toContain(
      `#if($input.params("origin") == "https://b.example" || $input.params("Origin") == "https://b.example")#set($context.responseOverride.header.access-control-allow-origin = "https://b.example")#end`,
    );
    expect(responsesOf(other).THROTTLED?.headers[origin]).toBeUndefined();
    expect(JSON.stringify(other)).not.toContain("'*'");
  });
});
