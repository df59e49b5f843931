import { describe, expect, it } from 'vitest';
import { Failure } from '../../../functions/contract/failure.ts';
import type { ChatroomState } from '../../../functions/dynamodb/chatroom.ts';
import { noSuchChatroom } from '../../../functions/rongcloud/outcome.ts';
import { createAtRongCloud } from '../../../functions/rooms/create-at-rongcloud.ts';

/** A RongCloud that refuses to create the room and then has it or not, and a row that may have changed. */
function createRefused({ isThere, stateNow }: { isThere: boolean; stateNow?: ChatroomState }) {
  const upstream = {
    request: async ({ path }: { path: string }) => {
      if (path.includes('create')) throw new Failure('UPSTREAM_REJECTED');
      if (isThere) return { chatroomId: '7' };
      throw new Failure('UPSTREAM_REJECTED', { log: { rongCloudCode: noSuchChatroom } });
    },
  };
  const chatrooms = { find: async () => (stateNow === undefined ? undefined : { state: stateNow }) };
  return createAtRongCloud({ upstream, chatrooms } as never, { chatroomId: 7, destroyMinutes: 60 }, 1_000);
}

describe('a create that RongCloud refuses', () => {
  it('is a success if the room is there', async () => {
    await expect(createRefused({ isThere: true })).resolves.toBeUndefined();
  });

  it.each(['ACTIVE', 'DESTROYING', 'DESTROYED'] as const)(
    'does not fail if another call has made the row %s meanwhile: the next write decides',
    async (stateNow) => {
      await expect(createRefused({ isThere: false, stateNow })).resolves.toBeUndefined();
    },
  );

  it('fails if neither the room nor a row is there', async () => {
    await expect(createRefused({ isThere: false })).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});
