import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../functions/contract/failure.ts';
import type { Chatroom, ChatroomState } from '../../../functions/dynamodb/chatroom.ts';
import { systemClock } from '../../../functions/platform/deps.ts';
import { noSuchChatroom } from '../../../functions/rongcloud/outcome.ts';
import { createAtRongCloud } from '../../../functions/rooms/room-liveness.ts';

const room: Chatroom = {
  chatroomId: 7,
  name: 'room1',
  liveId: '1',
  creator: 'teacher1',
  state: 'CREATING',
  createdAt: '2026-01-05T02:00:00.000Z',
  createToken: 'a token',
  destroyType: 'idle',
  destroyMinutes: 10_080,
};

/** A RongCloud that refuses to make the room and, when asked, has it or not; and a row that may have gone on. */
function setup({ isThere, state }: { isThere: boolean; state: ChatroomState | 'no row' }) {
  const chatrooms = {
    find: async () => (state === 'no row' ? undefined : { ...room, state }),
  };
  const upstream = {
    clock: systemClock,
    utcOffsetMs: 0,
    request: async ({ path }: { path: string }) => {
      if (path.includes('create')) throw new Failure('UPSTREAM_REJECTED');
      if (isThere) return { chatroomId: '7' };
      throw new Failure('UPSTREAM_REJECTED', { log: { rongCloudCode: noSuchChatroom } });
    },
    deriveKey: async () => createSecretKey(Buffer.alloc(32)),
    warmUp: async () => {},
    close: () => {},
  };
  return () => createAtRongCloud({ upstream: upstream as never, chatrooms }, room, Date.now() + 1_000);
}

describe('a create that RongCloud refuses', () => {
  it('is a success where the room is there', async () => {
    await expect(setup({ isThere: true, state: 'CREATING' })()).resolves.toBeUndefined();
  });

  it.each(['ACTIVE', 'DESTROYING', 'DESTROYED'] as const)(
    'is left to the next write where the room is gone because the row went on to %s',
    async (state) => {
      await expect(setup({ isThere: false, state })()).resolves.toBeUndefined();
    },
  );

  it.each(['CREATING', 'no row'] as const)('is refused where the room is not there: %s', async (state) => {
    await expect(setup({ isThere: false, state })()).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});
