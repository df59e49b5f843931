import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Findings of cdk-nag that stand, by their ids, each with the reason why. */
export function acknowledge(construct: Construct, reasons: Readonly<Record<string, string>>): void {
  const acknowledgements = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...acknowledgements);
}
