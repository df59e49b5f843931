import { describe, expect, it } from 'vitest';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { firstOf, type Properties, resourcesOf } from '../support/template.ts';

describe('the web ACL', () => {
  const acl = firstOf(synthesizeTemplate({ waf: 'true' }), 'AWS::WAFv2::WebACL');

  it('is there if the setting says so', () => {
    expect(acl.Scope).toBe('REGIONAL');
    expect(resourcesOf(synthesizeTemplate({ stage: 'prod' }), 'AWS::WAFv2::WebACL').size).toBe(0);
  });

  it('limits the rate of one address and has the common rules', () => {
    expect(acl.Rules).toMatchObject([
      { Action: { Block: {} }, Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 60_000 } } },
      {
        Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
      },
    ]);
    const strict = synthesizeTemplate({ waf: 'true', maxCallsPerAddress: '5000' });
    expect(firstOf(strict, 'AWS::WAFv2::WebACL').Rules).toMatchObject([
      { Statement: { RateBasedStatement: { Limit: 5_000 } } },
      {},
    ]);
  });

  it('only counts rules that look into names and passwords', () => {
    const [, common] = acl.Rules as readonly Properties[];
    const { RuleActionOverrides } = Object(common?.Statement).ManagedRuleGroupStatement;
    const counted = RuleActionOverrides.map(({ Name }: Properties) => Name);
    expect(counted.filter((name: string) => /QUERYARGUMENTS|_BODY$/.test(name))).toHaveLength(9 + 1);
    expect(counted).toContain('NoUserAgent_HEADER');
  });

  it('shows nobody a password or a username in a sampled request', () => {
    const protections = Object(acl.DataProtectionConfig).DataProtections;
    expect(protections).toEqual([
      {
        Action: 'SUBSTITUTION',
        Field: { FieldType: 'SINGLE_QUERY_ARGUMENT', FieldKeys: ['password', 'username'] },
      },
      {
        Action: 'SUBSTITUTION',
        Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'referer'] },
      },
      { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' } },
    ]);
  });
});
