import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { resourcesOf } from '../support/template.ts';
import { methodsOf, responsesOf } from './gateway-template.ts';

const template = synthesizeTemplate({ stage: 'prod', docsPage: 'on' });

const rows = Object.values<EndpointRow>(endpoints);

describe('the gateway’s own replies', () => {
  it('have our envelope, a status and a code; the defaults are for all other types', () => {
    const found = Object.entries(responsesOf(template)).map(([type, { status, body }]) => [
      type,
      status,
      body.code,
    ]);
    expect(found.toSorted()).toEqual([
      ['ACCESS_DENIED', '403', 'NOT_ALLOWED'],
      ['API_CONFIGURATION_ERROR', '500', 'INTERNAL'],
      ['DEFAULT_4XX', '400', 'INVALID_PARAMETER'],
      ['DEFAULT_5XX', '503', 'UNAVAILABLE'],
      ['EXPIRED_TOKEN', '404', 'NOT_FOUND'],
      ['INVALID_SIGNATURE', '404', 'NOT_FOUND'],
      ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND'],
      ['REQUEST_TOO_LARGE', '413', 'TOO_LARGE'],
      ['RESOURCE_NOT_FOUND', '404', 'NOT_FOUND'],
      ['THROTTLED', '429', 'TOO_MANY_REQUESTS'],
      ['UNSUPPORTED_MEDIA_TYPE', '400', 'INVALID_PARAMETER'],
      ['WAF_FILTERED', '403', 'NOT_ALLOWED'],
    ]);
  });

  it('explain how to write a URL that the gateway cannot read', () => {
    const reason = 'The URL must be percent-encoded UTF-8; write a percent sign as %25.';
    expect(responsesOf(template).DEFAULT_4XX?.body.reason).toBe(reason);
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
    const retried = Object.entries(responsesOf(template)).filter(
      ([, { headers }]) => headers['gatewayresponse.header.retry-after'] === "'1'",
    );
    expect(retried.map(([type]) => type).toSorted()).toEqual(['DEFAULT_5XX', 'THROTTLED']);
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
    const [preflight] = [...resourcesOf(other, 'AWS::ApiGateway::Method').values()].filter(
      ({ HttpMethod }) => HttpMethod === 'OPTIONS',
    );
    const [{ ResponseParameters: headers }] = Object(preflight?.Integration).IntegrationResponses;
    expect(headers).toMatchObject({
      'method.response.header.Access-Control-Allow-Headers': "'Authorization,Content-Type'",
      'method.response.header.Access-Control-Max-Age': "'600'",
      'method.response.header.Access-Control-Expose-Headers': "'x-request-id,retry-after'",
      'method.response.header.Vary': "'Origin'",
    });
    expect(responsesOf(other).THROTTLED?.headers[origin]).toBe("'https://class.example'");
  });

  it('get the methods of the row in the preflight of each endpoint', () => {
    const other = synthesizeTemplate({ corsOrigins: 'https://class.example' });
    const allowed = [...resourcesOf(other, 'AWS::ApiGateway::Method').values()]
      .filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')
      .map(({ Integration }) => Object(Integration).IntegrationResponses[0].ResponseParameters)
      .map((parameters) => parameters['method.response.header.Access-Control-Allow-Methods']);
    expect(allowed).toEqual(rows.map(({ methods }) => `'${methods.join(',')}'`));
  });

  it('are matched in the preflight if there are several, never by a wildcard', () => {
    const other = synthesizeTemplate({ corsOrigins: 'https://a.example,https://b.example' });
    const preflights = [...resourcesOf(other, 'AWS::ApiGateway::Method').values()].filter(
      ({ HttpMethod }) => HttpMethod === 'OPTIONS',
    );
    const [answer] = Object(preflights[0]?.Integration).IntegrationResponses;
    expect(answer.ResponseParameters['method.response.header.Access-Control-Allow-Origin']).toBe(
      "'https://a.example'",
    );
    expect(answer.ResponseTemplates['application/json'].split('\n')).toEqual([
      '#set($origin = $input.params().header.get("Origin"))',
      '#if($origin == "")',
      '  #set($origin = $input.params().header.get("origin"))',
      '#end',
      '#if($origin == "https://b.example")',
      '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
      '#end',
    ]);
    expect(responsesOf(other).THROTTLED?.headers[origin]).toBeUndefined();
    expect(JSON.stringify(other)).not.toContain("'*'");
  });
});
