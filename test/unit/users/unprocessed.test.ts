import { describe, expect, it } from 'vitest';
import { untilNothingIsLeft } from '../../../lib/users/unprocessed.ts';

describe('items that DynamoDB leaves out', () => {
  it('are sent again until none is left', async () => {
    const sent: number[][] = [];
    await untilNothingIsLeft([1, 2, 3, 4, 5], async (open) => {
      sent.push(open);
      return open.slice(2);
    });
    expect(sent).toEqual([[1, 2, 3, 4, 5], [3, 4, 5], [5]]);
  });

  it('are not sent at all where there are none', async () => {
    await untilNothingIsLeft([], () => Promise.reject(new Error('sent')));
  });
});
