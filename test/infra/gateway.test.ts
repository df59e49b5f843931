import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { throttles } from '../../functions/contract/limits.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { firstOf, type Properties, resourcesOf } from '../support/template.ts';
import { methodsOf } from './gateway-template.ts';

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
      methods.map((method) => [`${method} /${path}`, Object.values(throttles[throttle])]),
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
      'GET //im/chatroom_members': [1_200, 2_000],
      'POST //im/chatroom_members': [1_200, 2_000],
      'POST //im/chatroom_silence': [50, 100],
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
    const roles = Object.values(template.Resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Role' && JSON.stringify(Properties).includes('apigateway.amazonaws.com'),
    );
    expect(roles.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain']);
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

  it('takes callbacks only from the addresses of the setting, from the next deploy on', () => {
    const some = synthesizeTemplate({ callbackSources: '203.0.113.0/24,198.51.100.7' });
    const path = 'execute-api:/*/POST/im/rongcloud/chatroom_status';
    expect(Object(firstOf(some, 'AWS::ApiGateway::RestApi').Policy).Statement).toMatchObject([
      { Effect: 'Allow', Principal: { AWS: '*' }, Resource: 'execute-api:/*' },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Resource: [path, `${path}/`],
        Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7'] } },
      },
    ]);
    expect(firstOf(template, 'AWS::ApiGateway::RestApi').Policy).toBeUndefined();
    const others = synthesizeTemplate({ callbackSources: '203.0.113.0/24' });
    const deployments = [some, others].map((one) => [
      ...resourcesOf(one, 'AWS::ApiGateway::Deployment').keys(),
    ]);
    expect(deployments[0]).not.toEqual(deployments[1]);
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
