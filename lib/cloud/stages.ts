import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export interface Stage {
  /** Whether removing the stack removes its tables, secret and logs too. */
  readonly isRemovable: boolean;
  readonly logRetention: RetentionDays;
  /** Whether a new version gets a tenth of the calls first, and is rolled back if an alarm goes into ALARM. */
  readonly shiftsTraffic: boolean;
  /** Whether a function calls all endpoints each minute. */
  readonly isProbed: boolean;
  /** Whether the docs page is deployed, unless the setting `docsPage` says otherwise. */
  readonly hasDocsPage: boolean;
}

export const stages = {
  dev: {
    isRemovable: true,
    logRetention: RetentionDays.ONE_WEEK,
    shiftsTraffic: false,
    isProbed: false,
    hasDocsPage: true,
  },
  staging: {
    isRemovable: true,
    logRetention: RetentionDays.ONE_WEEK,
    shiftsTraffic: true,
    isProbed: false,
    hasDocsPage: true,
  },
  prod: {
    isRemovable: false,
    logRetention: RetentionDays.THREE_MONTHS,
    shiftsTraffic: true,
    isProbed: true,
    hasDocsPage: false,
  },
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof stages;

/**
 * The removal policies of data. A resource whose creation is rolled back is removed in every stage: otherwise the rest of
 * a failed first deploy would block the next one.
 */
export const removalPolicy = ({ isRemovable }: Stage) =>
  isRemovable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
