import { Failure } from '../contract/failure.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Deps } from '../platform/deps.ts';
import { pause } from '../platform/timers.ts';
import { createChatroom, getChatroom } from '../rongcloud/chatrooms.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { requireActive } from './require-active.ts';

/** 96 random bits: no two heals draw the same token. */
const tokenBytes = 12;
/** Between two looks at a room that another is making again; RongCloud takes a few tenths of a second. */
const lookAgainMs = 150;

/** RongCloud's id of a room is ours as decimal text: the app's own SDK joins by it. */
export const rongCloudRoomId = ({ chatroomId }: Pick<Chatroom, 'chatroomId'>) => String(chatroomId);

const isRefusal = (error: unknown) => error instanceof Failure && error.code === 'UPSTREAM_REJECTED';

/** What it takes to make a room at RongCloud. */
export interface RoomMaking {
  readonly upstream: RongCloud;
  readonly chatrooms: Pick<ChatroomStore, 'find'>;
}

/**
 * Makes a room at RongCloud as its row says; one that is there stays as it is. That RongCloud takes a create of a
 * room that exists is not documented: where it refuses, it is asked whether the room is there. If it is not, another
 * may have made it at the same time and a third destroyed it since. The row is then in another state than it was
 * found in, and whoever changes it next finds that out.
 */
export async function createAtRongCloud(
  { upstream, chatrooms }: RoomMaking,
  room: Chatroom,
  deadlineAt: number,
): Promise<void> {
  const chatroomId = rongCloudRoomId(room);
  try {
    await createChatroom(upstream, { chatroomId, idleMinutes: room.destroyMinutes }, deadlineAt);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if ((await getChatroom(upstream, chatroomId, deadlineAt)) !== undefined) return;
    const now = await chatrooms.find(room.chatroomId, deadlineAt);
    if (now === undefined || now.state === room.state) throw error;
  }
}

/**
 * Makes sure that a room which is ACTIVE for us is there at RongCloud too. Where RongCloud has lost it, one caller
 * makes it again and the others wait: those of this process share one look, those of others go by a lease in the row.
 */
export function roomLiveness(deps: Deps, upstream: RongCloud, chatrooms: ChatroomStore) {
  const { clock, randomBytes } = deps;
  const underWay = new Map<number, Promise<void>>();

  const heal = async (room: Chatroom, healToken: string, deadlineAt: number): Promise<void> => {
    const lease = { chatroomId: room.chatroomId, healToken };
    try {
      await createAtRongCloud({ upstream, chatrooms }, room, deadlineAt);
    } catch (error) {
      await chatrooms.giveUpHeal(lease, deadlineAt).catch(() => {});
      throw error;
    }
    // Destroyed while it was made again: the reconciler's last destroy takes it away.
    if (!(await chatrooms.finishHeal(lease, deadlineAt))) throw new Failure('CHATROOM_DESTROYED');
  };

  /** Waits for whoever makes the room again. @returns whether it has been made since `lookedAt`. */
  const othersHealed = async (chatroomId: number, lookedAt: number, deadlineAt: number): Promise<boolean> => {
    for (;;) {
      const room = requireActive(await chatrooms.find(chatroomId, deadlineAt));
      if (room.healedAt !== undefined && room.healedAt >= lookedAt) return true;
      if (room.healUntil === undefined || room.healUntil < clock.now()) return false;
      if (clock.now() + lookAgainMs >= deadlineAt) {
        throw new Failure('UPSTREAM_UNAVAILABLE', {
          retryAfterSeconds: 1,
          log: { waitedFor: 'another heal' },
        });
      }
      await pause(clock, lookAgainMs);
    }
  };

  const look = async (room: Chatroom, deadlineAt: number): Promise<void> => {
    for (;;) {
      const lookedAt = clock.now();
      const found = await getChatroom(upstream, rongCloudRoomId(room), deadlineAt);
      if (found !== undefined) return;
      const healToken = randomBytes(tokenBytes).toString('base64url');
      if (await chatrooms.beginHeal({ chatroomId: room.chatroomId, healToken, lookedAt }, deadlineAt)) {
        return await heal(room, healToken, deadlineAt);
      }
      if (await othersHealed(room.chatroomId, lookedAt, deadlineAt)) return;
    }
  };

  return {
    /** @throws Failure CHATROOM_DESTROYED, or what RongCloud or the store failed with. */
    ensureAlive: (room: Chatroom, deadlineAt: number): Promise<void> => {
      const { chatroomId } = room;
      const shared =
        underWay.get(chatroomId) ?? look(room, deadlineAt).finally(() => underWay.delete(chatroomId));
      underWay.set(chatroomId, shared);
      return shared;
    },
  };
}
