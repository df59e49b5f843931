import { describe, expect, it } from 'vitest';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { resourcesOf } from '../support/template.ts';

const prod = synthesizeTemplate({ stage: 'prod' });

describe('what a restore of a table needs', () => {
  it('the last id as a metric, outside of the tables', () => {
    const filters = [...resourcesOf(prod, 'AWS::Logs::MetricFilter').values()];
    const lastId = filters.find(({ FilterPattern }) => FilterPattern === '{ $.message.lastId >= 0 }');
    expect(lastId?.MetricTransformations).toEqual([
      { MetricName: 'LastChatroomId', MetricNamespace: 'im-gateway/prod', MetricValue: '$.message.lastId' },
    ]);
  });

  it('has outputs with the tables and the metric for `npm run restore`', () => {
    expect(Object.keys(prod.Outputs ?? {})).toEqual(
      expect.arrayContaining(['CountersTable', 'ChatroomsTable', 'MetricNamespace']),
    );
    expect(prod.Outputs?.MetricNamespace).toMatchObject({ Value: 'im-gateway/prod' });
  });
});
