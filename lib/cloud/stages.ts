import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** All in which the stages differ. */
export interface Stage {
  /** Whether removing the stack removes its tables, secret and logs too. */
  readonly isRemovable: boolean;
  readonly logRetention: RetentionDays;
  /** Whether a new version first gets a tenth of the calls, and goes back by itself where an alarm rings. */
  readonly shiftsTraffic: boolean;
  /** Whether a function calls all endpoints each minute. */
  readonly isProbed: boolean;
}

export const stages = {
  dev: { isRemovable: true, logRetention: RetentionDays.ONE_WEEK, shiftsTraffic: false, isProbed: false },
  staging: { isRemovable: true, logRetention: RetentionDays.ONE_WEEK, shiftsTraffic: true, isProbed: false },
  prod: { isRemovable: false, logRetention: RetentionDays.THREE_MONTHS, shiftsTraffic: true, isProbed: true },
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof stages;

/** What becomes of data when its resource leaves the stack. */
export const removalPolicy = ({ isRemovable }: Stage) =>
  isRemovable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
