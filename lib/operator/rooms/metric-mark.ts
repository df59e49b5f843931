import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { lastIdMetric } from './last-id-metric.ts';
import type { HighWaterMark } from './raise-ids.ts';

/** CloudWatch keeps daily values for 15 months; one call returns at most 1,440. */
const keptDays = 455;
const daySeconds = 86_400;

/** The mark as a CloudWatch metric, which a restore of a table does not change. */
export function metricMark(
  client: Pick<CloudWatchClient, 'send'>,
  namespace: string,
  now: () => number,
): HighWaterMark {
  return {
    read: async () => {
      const { Datapoints = [] } = await client.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: lastIdMetric,
          StartTime: new Date(now() - keptDays * daySeconds * 1_000),
          EndTime: new Date(now()),
          Period: daySeconds,
          Statistics: ['Maximum'],
        }),
      );
      return Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
    },
    write: async (chatroomId) => {
      const MetricData = [{ MetricName: lastIdMetric, Value: chatroomId, Timestamp: new Date(now()) }];
      await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
    },
  };
}
