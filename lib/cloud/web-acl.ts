import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import type { CloudSettings } from './settings.ts';

/**
 * Rules of AWS's common set that only count here. Names and passwords are free text in several scripts, and long when
 * percent-encoded; apps of 2016 may send no User-Agent.
 */
const countedOnly = [
  'NoUserAgent_HEADER',
  'SizeRestrictions_QUERYSTRING',
  'SizeRestrictions_BODY',
  'CrossSiteScripting_QUERYARGUMENTS',
  'CrossSiteScripting_BODY',
  'GenericLFI_QUERYARGUMENTS',
  'GenericLFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'EC2MetaDataSSRF_BODY',
  'RestrictedExtensions_QUERYARGUMENTS',
] as const;

const substituted = (fieldType: string, fieldKeys?: string[]): CfnWebACL.DataProtectProperty => ({
  action: 'SUBSTITUTION',
  field: { fieldType, fieldKeys },
});

/** All places of credentials in a request. At the ACL, so that it also applies to sampled requests. */
const protectedFields = [
  substituted('SINGLE_QUERY_ARGUMENT', ['password', 'username']),
  substituted('SINGLE_HEADER', ['authorization', 'referer']),
  substituted('BODY'),
];

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
});

const rateRule = (limit: number): CfnWebACL.RuleProperty => ({
  name: 'calls-per-address',
  priority: 0,
  action: { block: {} },
  statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit } },
  visibilityConfig: visible('calls-per-address'),
});

/** RongCloud's callbacks: they are signed, and a class that leaves at once has a large body. */
const isCallback: CfnWebACL.StatementProperty = {
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'CONTAINS',
    searchString: statusCallback.path,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

const commonRules: CfnWebACL.RuleProperty = {
  name: 'aws-common-rules',
  priority: 1,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name: 'AWSManagedRulesCommonRuleSet',
      ruleActionOverrides: countedOnly.map((name) => ({ name, actionToUse: { count: {} } })),
      scopeDownStatement: { notStatement: { statement: isCallback } },
    },
  },
  visibilityConfig: visible('aws-common-rules'),
};

export class WebAcl extends Construct {
  constructor(scope: Construct, stageArn: string, settings: CloudSettings) {
    super(scope, 'WebAcl');
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: [rateRule(settings.maxCallsPerAddress), commonRules],
      dataProtectionConfig: { dataProtections: protectedFields },
      visibilityConfig: visible(`im-gateway-${settings.stage}`),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: acl.attrArn });
  }
}
