import type { ReceivedCall } from '../log.ts';
import type { Fault, FaultWhen, FaultWhere } from './fault.ts';

interface ArmedFault {
  readonly fault: Fault;
  readonly when: FaultWhen;
  readonly where: FaultWhere;
  /** How often it was played. */
  played: number;
}

const tokenPath = '/user/getToken.json';

export function createFaults() {
  /** The faults that are not used up, in the order of arming. */
  const armed: ArmedFault[] = [];
  return {
    armed: armed as readonly ArmedFault[],
    /** Arms a fault, by default for the next call. */
    arm: (fault: Fault, when: FaultWhen = { calls: 1 }, where: FaultWhere = {}): void => {
      armed.push({ fault, when, where, played: 0 });
    },
    /** Disarms all. */
    disarm: (): void => {
      armed.length = 0;
    },
    /** Returns the fault to play on this call: the first armed one that matches. */
    draw: (call: ReceivedCall): Fault | undefined => {
      const due = armed.find((one) => matches(one, call));
      if (due === undefined) return undefined;
      due.played += 1;
      if (due.played >= due.when.calls) armed.splice(armed.indexOf(due), 1);
      return due.fault;
    },
  };
}

function matches({ fault, where }: ArmedFault, call: ReceivedCall): boolean {
  if (fault.name === 'odd-token' && call.path !== tokenPath) return false;
  if (fault.name === 'room-lost' && !call.path.startsWith('/chatroom/')) return false;
  return (where.path ?? call.path) === call.path && (where.host ?? call.host) === call.host;
}
