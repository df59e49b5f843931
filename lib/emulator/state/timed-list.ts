import type { Clock } from '../clock.ts';

const minuteMs = 60_000;

/** User ids that are on a list until a time: mutes, bans and blocks, which end by themselves. */
export interface TimedList {
  /** Puts them on the list for so long from now, whether they are on it already or not. */
  add(userIds: readonly string[], minutes: number): void;
  remove(userIds: readonly string[]): void;
  has(userId: string): boolean;
  /** User id and end, in milliseconds; those that end last come first. */
  entries(): [userId: string, endsAt: number][];
}

export function timedList(clock: Clock): TimedList {
  const ends = new Map<string, number>();
  const lasts = (endsAt: number | undefined) => endsAt !== undefined && endsAt > clock.now();
  return {
    add: (userIds, minutes) => {
      for (const userId of userIds) ends.set(userId, clock.now() + minutes * minuteMs);
    },
    remove: (userIds) => {
      for (const userId of userIds) ends.delete(userId);
    },
    has: (userId) => lasts(ends.get(userId)),
    entries: () => [...ends].filter(([, endsAt]) => lasts(endsAt)).sort(([, a], [, b]) => b - a),
  };
}
