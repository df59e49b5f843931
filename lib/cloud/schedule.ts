import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { acknowledge } from './checks.ts';
import type { ServiceFunction } from './service-function.ts';

const lostEvent = 'The events are all alike and hold nothing: the next one does what a lost one would have.';

/** Calls a function at an interval. A failed run is not retried: the next one does its work. */
export function runEvery(minutes: number, { lambda }: ServiceFunction): void {
  lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Rule(lambda, 'Schedule', {
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new LambdaTarget(lambda, { retryAttempts: 0 })],
  });
  acknowledge(lambda, {
    'Serverless-LambdaDLQ': lostEvent,
    'Serverless-LambdaAsyncFailureDestination': lostEvent,
    'Serverless-EventBusDLQ': lostEvent,
  });
}
