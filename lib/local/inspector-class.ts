import { roomAttendance } from '../../functions/attendance/room-attendance.ts';
import { parseJson } from '../../functions/contract/json.ts';
import { attendanceReader } from '../../functions/dynamodb/attendance.ts';
import type { Chatroom } from '../../functions/dynamodb/chatroom.ts';
import { chatroomReader } from '../../functions/dynamodb/chatroom-reader.ts';
import { type Sanction, type SanctionKind, sanctionStore } from '../../functions/dynamodb/sanctions.ts';
import { accountReader } from '../../functions/dynamodb/users.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import { speakersOf } from '../../functions/rooms/moderators.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';

/** A class that fits on a screen. */
const maxAttendance = 30;
const maxMessages = 3;
const readWithinMs = 5_000;

type NameOf = (rongCloudUserId: string) => string;

const textOf = (message: string): string => {
  const { content = message } = Object(parseJson(message));
  return String(content);
};

function classAtRongCloud({ rooms, messages }: RongCloudEmulator, id: string, nameOf: NameOf) {
  const room = rooms.get(id);
  if (room === undefined) return undefined;
  const sanctions = (entries: readonly [string, number][]) =>
    entries.map(([userId, until]) => ({ username: nameOf(userId), until }));
  return {
    isSilent: room.isMuted,
    speakers: [...room.muteExceptions].map(nameOf),
    muted: sanctions(room.muted.entries()),
    keptOut: sanctions(room.blocked.entries()),
    messages: messages
      .filter(({ targetId, sentAt }) => targetId === id && sentAt >= room.createdAt)
      .slice(-maxMessages)
      .map(({ fromUserId, content }) => ({ from: nameOf(fromUserId), text: textOf(content) })),
  };
}

const holding = (sanctions: readonly Sanction[], kind: SanctionKind, now: number) =>
  sanctions.flatMap(({ username, [kind]: until = 0 }) => (until > now ? [{ username, until }] : []));

const controlsOf = (room: Chatroom) => ({
  isSilent: room.isSilent === true,
  speakers: speakersOf(room).map(({ username }) => username),
  assistants: room.assistants.map(({ username }) => username),
  announcement: room.announcement,
});

/** The class in one chatroom: its controls as stored and as RongCloud has them, and who attended. */
export type InspectedClass = NonNullable<Awaited<ReturnType<ReturnType<typeof classInspector>>>>;

/** Reads the class in one chatroom by the functions' own code. Returns undefined if there is no such chatroom. */
export function classInspector(deps: Deps, emulator: RongCloudEmulator) {
  const findChatroom = chatroomReader(deps);
  const sanctions = sanctionStore(deps);
  const attendance = { ...deps, attendance: attendanceReader(deps), accounts: accountReader(deps) };
  return async (id: number, nameOf: NameOf) => {
    const now = deps.clock.now();
    const deadlineAt = now + readWithinMs;
    const room = await findChatroom(id, deadlineAt);
    if (room === undefined) return undefined;
    const [imposed, attended] = await Promise.all([
      sanctions.ofRoom(id, deadlineAt),
      roomAttendance(attendance, room, { limit: maxAttendance }, deadlineAt),
    ]);
    return {
      id,
      ...controlsOf(room),
      muted: holding(imposed, 'mutedUntil', now),
      keptOut: holding(imposed, 'blockedUntil', now),
      atRongCloud: classAtRongCloud(emulator, String(id), nameOf),
      isAttendanceComplete: attended.isComplete,
      attendance: attended.users.toSorted(
        (one, other) => one.first - other.first || (one.username < other.username ? -1 : 1),
      ),
    };
  };
}
