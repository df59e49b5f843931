import type { GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { metricMark } from '../../../lib/operator/rooms/metric-mark.ts';

const now = Date.UTC(2026, 10, 24);

/** A CloudWatch with the given daily maxima, which records its calls. */
function setup(maxima: readonly number[]) {
  const inputs: unknown[] = [];
  const send = async (command: GetMetricStatisticsCommand | PutMetricDataCommand) => {
    inputs.push(command.input);
    return { Datapoints: maxima.map((Maximum) => ({ Maximum })) };
  };
  // The mark sends these two commands and reads this field.
  const client = { send } as unknown as Parameters<typeof metricMark>[0];
  return { inputs, mark: metricMark(client, 'im-gateway/prod', () => now) };
}

describe('the mark in CloudWatch', () => {
  it('is the highest id of the last 15 months', async () => {
    const { inputs, mark } = setup([41, 1_207, 988]);
    expect(await mark.read()).toBe(1_207);
    expect(inputs).toEqual([
      {
        Namespace: 'im-gateway/prod',
        MetricName: 'LastChatroomId',
        StartTime: new Date(Date.UTC(2025, 7, 26)),
        EndTime: new Date(now),
        Period: 86_400,
        Statistics: ['Maximum'],
      },
    ]);
  });

  it('is 0 before the first room', async () => {
    expect(await setup([]).mark.read()).toBe(0);
  });

  it('is written beside the value of the reconciler', async () => {
    const { inputs, mark } = setup([]);
    await mark.write(11_207);
    expect(inputs).toEqual([
      {
        Namespace: 'im-gateway/prod',
        MetricData: [{ MetricName: 'LastChatroomId', Value: 11_207, Timestamp: new Date(now) }],
      },
    ]);
  });
});
