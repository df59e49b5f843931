import { Failure } from '../contract/failure.ts';
import type { Chatroom, Participant } from '../dynamodb/chatroom.ts';
import { leaseMs } from '../dynamodb/chatroom-transitions.ts';
import { drawToken } from '../platform/deps.ts';
import { publishToChatroom } from '../rongcloud/messages.ts';
import { callRongCloud } from './controls.ts';
import { requireActive } from './require-room.ts';
import type { RoomContext } from './room-context.ts';

/** The same text within this time is a repeat: an app that lost the reply calls again. */
const repeatMs = 120_000;
/** Another call is still sending it. */
const retryAfterSeconds = 2;

interface AnnounceContext extends RoomContext {
  readonly objectName: string;
}

/**
 * Keeps an announcement and sends it to the room. An empty text withdraws the one that is there and sends nothing.
 * @throws Failure CHATROOM_DESTROYED, UPSTREAM_…; after these the same call sends it again.
 */
export async function announce(
  context: AnnounceContext,
  room: Chatroom,
  { text, sender }: { readonly text: string; readonly sender: Participant },
  deadlineAt: number,
): Promise<void> {
  const { chatrooms, upstream, clock, objectName } = context;
  const { chatroomId, announcement: last } = room;
  const now = clock.now();
  if (last?.text === text && last.by === sender.username && now < last.at + repeatMs) {
    if (last.isSent || text === '') return;
    if (now < last.sendingUntil) {
      throw new Failure('UPSTREAM_BUSY', { retryAfterSeconds, log: { problem: 'another call sends it' } });
    }
  }
  const token = drawToken(context);
  const isSent = text === '';
  const announcement = { text, by: sender.username, token, at: now, sendingUntil: now + leaseMs, isSent };
  const given = { announcement, token, seenToken: last?.token ?? '' };
  if (!(await chatrooms.change(chatroomId, 'announce', given, deadlineAt))) {
    requireActive(await chatrooms.find(chatroomId, deadlineAt));
    throw new Failure('UPSTREAM_BUSY', { retryAfterSeconds, log: { problem: 'another announcement came' } });
  }
  if (isSent) return;
  // The fields of RongCloud's text message; a type of the app's own gets the same.
  const content = JSON.stringify({ content: text, extra: '' });
  const message = { fromUserId: sender.userId, chatroomId, objectName, content };
  try {
    await callRongCloud(context, room, () => publishToChatroom(upstream, message, deadlineAt), deadlineAt);
  } catch (error) {
    await chatrooms.change(chatroomId, 'markNotSent', { token }, deadlineAt).catch(() => {});
    throw error;
  }
  await chatrooms.change(chatroomId, 'markSent', { token }, deadlineAt);
}
