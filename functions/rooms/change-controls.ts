import { Failure, invalidParameter } from '../contract/failure.ts';
import { maxSpeakers, tooManySpeakers } from '../contract/moderation.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import { speakersOf } from './moderators.ts';
import { requireActive } from './require-room.ts';
import type { RoomContext } from './room-context.ts';

/** After concurrent changes; a room's moderators do not make more at once. */
const maxRetries = 4;
const retryAfterSeconds = 1;

type Controls = Pick<Chatroom, 'isSilent' | 'speakers' | 'assistants'>;

/**
 * Changes the controls of a room in its row if their version is the one that was read. After a concurrent change it reads
 * the row again.
 * @param newControls may depend on the row that they change.
 * @returns the changed row. Its `controlsAt` is the time of this change, later than that of every earlier one.
 * @throws Failure CHATROOM_DESTROYED, UPSTREAM_BUSY, or INVALID_PARAMETER with too many speakers.
 */
export async function changeControls(
  { chatrooms, clock }: Pick<RoomContext, 'chatrooms' | 'clock'>,
  room: Chatroom,
  newControls: (row: Chatroom) => Partial<Controls>,
  deadlineAt: number,
): Promise<Chatroom & { readonly controlsAt: number }> {
  let row = room;
  for (let retry = 0; retry <= maxRetries; retry += 1) {
    const now = Math.max(clock.now(), (row.controlsAt ?? 0) + 1);
    const own = newControls(row);
    const changed = { ...row, ...own, controlsAt: now };
    // RongCloud refuses a silenced room with more speakers, also at its recreation.
    if (speakersOf(changed).length > maxSpeakers) {
      throw invalidParameter(own.assistants === undefined ? 'speakers' : 'assistants', tooManySpeakers);
    }
    const { isSilent, speakers, assistants, controlsVersion: seenVersion } = changed;
    const given = { isSilent, speakers, assistants, seenVersion, now };
    if (await chatrooms.change(room.chatroomId, 'changeControls', given, deadlineAt)) return changed;
    row = requireActive(await chatrooms.find(room.chatroomId, deadlineAt));
  }
  throw new Failure('UPSTREAM_BUSY', { retryAfterSeconds, log: { problem: 'other controls are changed' } });
}
