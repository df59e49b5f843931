import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export const stageNames = ['dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

interface OfStage {
  readonly stage: StageName;
}

/** Only prod has users: it keeps its data if the stack is removed, and a probe calls it. */
export const isProd = ({ stage }: OfStage): boolean => stage === 'prod';

/**
 * The removal policies of data. A resource whose creation is rolled back is removed in every stage: otherwise the rest of
 * a failed first deploy would block the next one.
 */
export const removalPolicy = (settings: OfStage) =>
  isProd(settings) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

export const logLifetime = (settings: OfStage) => ({
  retention: isProd(settings) ? RetentionDays.THREE_MONTHS : RetentionDays.ONE_WEEK,
  removalPolicy: removalPolicy(settings),
});
