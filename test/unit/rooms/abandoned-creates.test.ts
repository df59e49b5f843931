import { expect, it } from 'vitest';
import type { Progress } from '../../../functions/dynamodb/reconciler-state.ts';
import { endAbandonedCreates } from '../../../functions/rooms/abandoned-creates.ts';
import { manualClock } from '../../support/manual-clock.ts';

it('settles 1,000 ids in a run, and gives up those without a row', async () => {
  const clock = manualClock();
  const givenUp: number[] = [];
  const chatrooms = {
    find: async (id: number) => (id % 400 === 0 ? undefined : { chatroomId: id }),
    giveUp: async (id: number) => givenUp.push(id),
  };
  const before = { settledTo: 0, seenId: 1_500, seenAt: clock.now() - 35_000 } as Progress & {
    settledTo: number;
  };
  const context = { clock, chatrooms } as never;
  const { after } = await endAbandonedCreates(context, before, 1_600, clock.now() + 5_000);
  expect(after).toMatchObject({ settledTo: 1_000, seenId: 1_600, seenAt: clock.now() });
  expect(givenUp).toEqual([400, 800]);
});
