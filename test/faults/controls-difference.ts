import type { Chatroom } from '../../lib/emulator/state/chatroom.ts';
import { userItems } from './accounts.ts';

type Item = Readonly<Record<string, unknown>>;

/** The controls of a room in the tables. */
export interface StoredControls {
  readonly row: Item;
  readonly sanctions: readonly Item[];
}

/**
 * RongCloud counts whole minutes from the moment at which a call arrives, so a sanction ends there a minute later, and
 * by the time that the call was in progress.
 */
const toleranceMs = 120_000;

const idsOf = (participants: unknown) =>
  (participants as readonly { userId: string }[] | undefined)?.map(({ userId }) => userId) ?? [];

function silenceDifference({ row }: StoredControls, room: Chatroom): string | undefined {
  const isSilent = row.isSilent === true;
  if (room.isMuted !== isSilent) return `silent: ${isSilent} in the table, ${room.isMuted} at RongCloud`;
  const all = [row.creatorId, ...idsOf(row.assistants), ...idsOf(row.speakers)];
  const wanted = isSilent ? [...new Set(all)].sort() : [];
  const found = [...room.muteExceptions].sort();
  return String(wanted) === String(found)
    ? undefined
    : `speakers: ${wanted} in the table, ${found} at RongCloud`;
}

function userDifference({ sanctions }: StoredControls, room: Chatroom, userId: string, now: number) {
  const sanction = sanctions.find((one) => one.userId === userId);
  const blockedUntil = Number(sanction?.blockedUntil ?? 0);
  const mutedUntil = Math.max(Number(sanction?.mutedUntil ?? 0), blockedUntil);
  const isWrong = (until: number, holds: boolean) => (holds ? until + toleranceMs < now : until > now);
  const isBlocked = room.blocked.has(userId);
  const isMuted = room.muted.has(userId);
  if (isWrong(blockedUntil, isBlocked)) return `${userId} is ${isBlocked ? '' : 'not '}blocked at RongCloud`;
  if (isWrong(mutedUntil, isMuted)) return `${userId} is ${isMuted ? '' : 'not '}muted at RongCloud`;
  return undefined;
}

/** Which controls to compare: silence with its speakers, and the sanctions of these users. */
export interface Compared {
  readonly silence: boolean;
  readonly users: readonly string[];
}

export const allControls: Compared = {
  silence: true,
  users: userItems.map(({ rongCloudUserId }) => rongCloudUserId),
};

/** How the controls of a room at RongCloud differ from the tables. */
export function controlsDifference(
  stored: StoredControls,
  room: Chatroom,
  { silence, users }: Compared,
  now: number,
): string | undefined {
  const differences = users.map((userId) => userDifference(stored, room, userId, now));
  return [silence ? silenceDifference(stored, room) : undefined, ...differences].find(
    (difference) => difference !== undefined,
  );
}
