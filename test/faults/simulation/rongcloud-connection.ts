import type { Clock } from '../../../functions/platform/deps.ts';
import { NoReply } from '../../../functions/rongcloud/connection.ts';
import { hostOf, wireAt } from './wire.ts';

/** Stands for functions/rongcloud/connection.ts in the simulation: no socket, the same limits and failures. */
export * from '../../../functions/rongcloud/connection.ts';

type Real = typeof import('../../../functions/rongcloud/connection.ts');
type Connection = Awaited<ReturnType<Real['openConnection']>>;
type Exchange = Connection['exchange'];

const exchange =
  (origin: string, clock: Clock): Exchange =>
  (message, limit) =>
    new Promise((resolve, reject) => {
      const late = () =>
        reject(new NoReply('no whole answer in time', { sent: true, hostAtFault: !limit.curtailed }));
      const callOff = clock.after(limit.at - clock.now(), late);
      wireAt(origin).callRongCloud(message, hostOf(origin)).then(resolve, reject).finally(callOff);
    });

export const openConnection: Real['openConnection'] = async ({ origin, clock }) => ({
  origin,
  isUsable: () => true,
  exchange: exchange(origin, clock),
  destroy: () => {},
});
