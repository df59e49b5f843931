import { Failure } from '../../../functions/contract/failure.ts';
import type { Clock } from '../../../functions/platform/deps.ts';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';

type Form = Readonly<Record<string, unknown>>;

/** RongCloud's replies by path; without one, every call succeeds with no fields. */
export function calledUpstream(reply: (path: string, form: Form) => unknown = () => ({})) {
  const calls: string[] = [];
  const upstream = {
    request: async ({ path }: { path: string }, form: Form) => {
      const { chatroomId: _room, ...fields } = form;
      const values = Object.values(fields)
        .flat()
        .filter((value) => value !== undefined);
      calls.push([path.slice('/chatroom/'.length, -'.json'.length), ...values].join(' '));
      return await reply(path, form);
    },
  };
  // The calls of a room use nothing else of it.
  return { calls, upstream: upstream as unknown as RongCloud };
}

/** RongCloud refuses with this code. */
export const refusedWith = (rongCloudCode: number) =>
  new Failure('UPSTREAM_REJECTED', { log: { rongCloudCode } });

/** A clock whose pauses are over at once. */
export function hastyClock(now: number): Clock {
  let time = now;
  return {
    now: () => time,
    after: (delayMs, run) => {
      time += delayMs;
      queueMicrotask(run);
      return () => {};
    },
  };
}
