import { Duration } from 'aws-cdk-lib';
import {
  BasePathMapping,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  LambdaIntegration,
  type MethodDeploymentOptions,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Alias, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { functionTimeoutMs, type Throttle, throttles } from '../../functions/contract/limits.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { cors } from '../../functions/http/reply.ts';
import { callbackPolicy } from './callback-policy.ts';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import { addErrorLog, loggingOptions } from './gateway-logging.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { addRedirect } from './redirect.ts';
import type { ServiceFunction } from './service-function.ts';
import { type CloudSettings, isTraced } from './settings.ts';
import { logLifetime } from './stages.ts';

/** Longer than a function's timeout, so that the function can reply first. */
const integrationTimeout = Duration.millis(functionTimeoutMs + 2_000);

const integrationOf = (lambda: IFunction) =>
  new LambdaIntegration(lambda, { timeout: integrationTimeout, allowTestInvoke: false });

/** For people who read; each opens a few files at once. */
const readers: Throttle = { rateLimit: 20, burstLimit: 60 };

const throttlingOf = ({ rateLimit, burstLimit }: Throttle) => ({
  throttlingRateLimit: rateLimit,
  throttlingBurstLimit: burstLimit,
});

interface GatewayProps {
  readonly functions: readonly EndpointFunction[];
  readonly callback: ServiceFunction;
  /** Absent in a stage without the page. */
  readonly page: ServiceFunction | undefined;
}

/** The page itself, and its files. */
const pageResources = [apiDocs.path, `${apiDocs.path}/{file}`];

const methodOptions = ({ functions, page }: GatewayProps): Record<string, MethodDeploymentOptions> =>
  Object.fromEntries([
    ...functions.flatMap(({ row: { path, methods, throttle } }) =>
      methods.map((method) => [`${path}/${method}`, throttlingOf(throttles[throttle])]),
    ),
    [`${statusCallback.path}/POST`, throttlingOf(throttles[statusCallback.throttle])],
    ...(page ? pageResources : []).map((path) => [`${path}/GET`, throttlingOf(readers)]),
  ]);

/** The REST API: one resource per endpoint, which serves its path with and without the slash at its end. */
export class Gateway extends Construct {
  readonly restApi: RestApi;
  readonly accessLog: LogGroup;
  /** The address before /im/, with a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, props: GatewayProps, settings: CloudSettings) {
    super(scope, 'Gateway');
    this.accessLog = new LogGroup(this, 'AccessLog', logLifetime(settings));
    this.restApi = new RestApi(this, 'Api', {
      restApiName: `im-gateway-${settings.stage}`,
      description: 'The endpoints of im-gateway',
      endpointTypes: [EndpointType.REGIONAL],
      // CDK retains it: it is one per account and region, for all REST APIs.
      cloudWatchRole: settings.gatewayLogRole === 'create',
      policy: callbackPolicy(settings),
      // With an own domain, AWS's address is not needed, and it has another TLS policy.
      disableExecuteApiEndpoint: settings.domainName !== '',
      deployOptions: {
        stageName: settings.stage,
        tracingEnabled: isTraced(settings),
        cachingEnabled: false,
        ...throttlingOf(throttles.arrivals),
        methodOptions: methodOptions(props),
        ...loggingOptions(this.accessLog),
      },
    });
    addErrorLog(this.restApi, settings);
    addGatewayResponses(this.restApi, settings);
    for (const endpoint of props.functions) this.addEndpoint(endpoint, settings);
    const callbacks = this.restApi.root.resourceForPath(statusCallback.path);
    callbacks.addMethod('POST', integrationOf(props.callback.lambda));
    if (props.page) this.addPage(props.page, settings);
    this.addDomain(settings);
    this.url = settings.domainName === '' ? this.restApi.url : `https://${settings.domainName}/`;
    acknowledgeDesign(this.restApi, settings);
  }

  private addEndpoint({ row, alias }: EndpointFunction, { corsOrigins }: CloudSettings): void {
    const resource = this.restApi.root.resourceForPath(row.path);
    const integration = integrationOf(this.allowCalls(row, alias));
    for (const method of row.methods) resource.addMethod(method, integration);
    if (corsOrigins.length > 0) {
      resource.addCorsPreflight({
        allowOrigins: corsOrigins,
        allowMethods: [...row.methods],
        allowHeaders: cors.allowHeaders,
        exposeHeaders: cors.exposeHeaders,
        maxAge: Duration.seconds(cors.maxAgeSeconds),
      });
    }
  }

  /** One permission per path; the integration would add one per method. */
  private allowCalls({ name, path }: EndpointRow, alias: Alias): IFunction {
    const { restApi } = this;
    alias.addPermission('Gateway', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: restApi.arnForExecuteApi('*', path, restApi.deploymentStage.stageName),
    });
    return LambdaFunction.fromFunctionAttributes(this, name, {
      functionArn: alias.functionArn,
      skipPermissions: true,
    });
  }

  private addPage({ lambda }: ServiceFunction, { domainName, stage }: CloudSettings): void {
    const integration = integrationOf(lambda);
    for (const path of pageResources) this.restApi.root.resourceForPath(path).addMethod('GET', integration);
    addRedirect(this.restApi.root, `${domainName === '' ? `/${stage}` : ''}${apiDocs.path}/`);
  }

  /** With an own domain the paths begin with /im and not with the stage. */
  private addDomain({ domainName, certificateArn }: CloudSettings): void {
    if (domainName === '') return;
    const domain = new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
      endpointAccessMode: EndpointAccessMode.BASIC,
    });
    new BasePathMapping(this, 'Paths', { domainName: domain, restApi: this.restApi });
  }
}

function acknowledgeDesign(restApi: RestApi, settings: CloudSettings): void {
  acknowledge(restApi, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
      'The role serves every REST API of the account in this region, and API Gateway refuses one with fewer permissions.',
    ...(!isTraced(settings) && {
      'Serverless-APIGWXrayEnabled': 'The functions are not traced, so a trace would end at the gateway.',
    }),
    'AwsSolutions-APIG2':
      'A parameter may come in the query, the body or HTTP Basic; the function checks each by the schemas of the table and names the one at fault, which a gateway validator cannot.',
    'AwsSolutions-APIG4':
      'The apps of 2016 send username and password with each call; the function checks them before anything else.',
    'AwsSolutions-COG4':
      'Accounts are in our own table: the apps log in by username and password, not through Cognito.',
    ...(!settings.waf && {
      'AwsSolutions-APIG3':
        'A web ACL costs 7 dollars a month and 0.60 per million calls: it is a setting (waf=true), and methods are throttled without it.',
    }),
  });
}
