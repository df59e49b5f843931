import type { Clock } from '../clock.ts';

const minuteMs = 60_000;

/** Mutes or blocks: user ids that leave the list by themselves when their time ends. */
export interface TimedList {
  /** Lists users for this time from now. A shorter time replaces a longer one. [U] */
  add(userIds: readonly string[], minutes: number): void;
  remove(userIds: readonly string[]): void;
  has(userId: string): boolean;
  /** User id and end in milliseconds, the last to end first. */
  entries(): [userId: string, endsAt: number][];
}

export function timedList(clock: Clock): TimedList {
  const ends = new Map<string, number>();
  return {
    add: (userIds, minutes) => {
      for (const userId of userIds) ends.set(userId, clock.now() + minutes * minuteMs);
    },
    remove: (userIds) => {
      for (const userId of userIds) ends.delete(userId);
    },
    has: (userId) => (ends.get(userId) ?? 0) > clock.now(),
    entries: () => [...ends].filter(([, endsAt]) => endsAt > clock.now()).sort(([, a], [, b]) => b - a),
  };
}
