import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Accepted findings of cdk-nag, by id, each with its reason. */
export function acknowledge(construct: Construct, reasons: Readonly<Record<string, string>>): void {
  const acknowledgements = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...acknowledgements);
}
