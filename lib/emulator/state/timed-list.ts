import type { Clock } from '../clock.ts';

const minuteMs = 60_000;

/** Mutes or blocks: user ids that leave the list by themselves when their time ends. */
export function timedList(clock: Clock) {
  const ends = new Map<string, number>();
  return {
    /** Lists users for this time from now. A shorter time replaces a longer one. [U] */
    add: (userIds: readonly string[], minutes: number): void => {
      for (const userId of userIds) ends.set(userId, clock.now() + minutes * minuteMs);
    },
    remove: (userIds: readonly string[]): void => {
      for (const userId of userIds) ends.delete(userId);
    },
    has: (userId: string): boolean => (ends.get(userId) ?? 0) > clock.now(),
    /** User id and end in milliseconds, the last to end first. */
    entries: (): [userId: string, endsAt: number][] =>
      [...ends].filter(([, endsAt]) => endsAt > clock.now()).sort(([, a], [, b]) => b - a),
  };
}

export type TimedList = ReturnType<typeof timedList>;
