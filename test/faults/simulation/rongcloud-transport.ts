import type { Clock } from '../../../functions/platform/deps.ts';
import { NoReply } from '../../../functions/rongcloud/no-reply.ts';
import type { Transport } from '../../../functions/rongcloud/transport.ts';
import { hostOf, wireAt } from './wire.ts';

/** Replaces functions/rongcloud/transport.ts in the simulation: no socket, the same timeout and failures. */
export const transport = (clock: Clock): Transport => ({
  post: (origin, message, limit) =>
    new Promise((resolve, reject) => {
      const late = () =>
        reject(new NoReply('no complete reply in time', { hostAtFault: !limit.isCallersDeadline }));
      const stopTimer = clock.after(limit.at - clock.now(), late);
      wireAt(origin).callRongCloud(message, hostOf(origin)).then(resolve, reject).finally(stopTimer);
    }),
  open: async () => {},
  close: () => {},
});
