import type { Chatroom } from '../dynamodb/chatroom.ts';
import { getChatroom } from '../rongcloud/chatrooms.ts';
import type { RoomContext } from './room-context.ts';

/** The minimum time between two counts of a room: 500 polled rooms stay within RongCloud's 100 calls a second. */
const recountAfterMs = 5_000;

/**
 * RongCloud's count of a room's members. It is stored in the room's row, which all environments read: one of them counts
 * again, the others return the stored count. If RongCloud does not reply, the count only gets older.
 */
export async function memberCount(
  { clock, upstream, chatrooms }: RoomContext,
  room: Chatroom,
  deadlineAt: number,
) {
  const { chatroomId, memberCount: count, countedAt, countBegunAt } = room;
  const kept = { count, ageMs: Math.max(0, clock.now() - countedAt) };
  if (clock.now() < countBegunAt + recountAfterMs) return kept;
  const given = { seenBegunAt: countBegunAt };
  if (!(await chatrooms.change(chatroomId, 'beginCount', given, deadlineAt))) return kept;
  const found = await getChatroom(upstream, chatroomId, deadlineAt).catch(() => 'no answer' as const);
  if (found === 'no answer') return kept;
  // A room that RongCloud has dropped has no members.
  const counted = found?.memberCount ?? 0;
  await chatrooms.change(chatroomId, 'finishCount', { memberCount: counted }, deadlineAt);
  return { count: counted, ageMs: 0 };
}
