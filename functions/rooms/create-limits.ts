import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import { minuteQuota } from '../dynamodb/minute-quota.ts';
import type { Deps } from '../platform/deps.ts';

/** Limits a user's active rooms and creates per minute, so that a runaway client affects only itself. */
export function createLimits(deps: Deps, chatrooms: ChatroomStore) {
  const quota = minuteQuota(deps, 'create');
  const maxActive = readSetting(deps.environment, settings.maxActiveRooms);
  const maxPerMinute = readSetting(deps.environment, settings.maxCreatesPerMinute);
  const tooMany = () => {
    const retryAfterSeconds = quota.secondsLeft();
    return new Failure('TOO_MANY_REQUESTS', { retryAfterSeconds, log: { limit: 'creates per minute' } });
  };
  return {
    /** Why the user may not create another room now, if so. */
    refusal: async (username: string, deadlineAt: number) => {
      const [used, active] = await Promise.all([
        quota.used(username, deadlineAt),
        chatrooms.countActive(username, maxActive, deadlineAt),
      ]);
      if (used >= maxPerMinute) return tooMany();
      if (active >= maxActive) return new Failure('TOO_MANY_REQUESTS', { log: { limit: 'active rooms' } });
      return undefined;
    },
    /** Counts a create. @throws Failure TOO_MANY_REQUESTS if it exceeds the limit. */
    count: async (username: string, deadlineAt: number): Promise<void> => {
      if ((await quota.use(username, deadlineAt)) > maxPerMinute) throw tooMany();
    },
  };
}
