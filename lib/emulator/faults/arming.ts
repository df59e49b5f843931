import type { Fault, FaultWhen, FaultWhere } from './fault.ts';

export interface ArmedFault {
  readonly fault: Fault;
  readonly when: FaultWhen;
  readonly where: FaultWhere;
  /** How often it was played. */
  readonly played: number;
}

type ArrivingCall = { readonly path: string; readonly host: number };

const tokenPath = '/user/getToken.json';

export function createFaults() {
  /** The faults that are not used up, in the order of arming. */
  const armed: ArmedFault[] = [];
  const replace = (one: ArmedFault, ...others: readonly ArmedFault[]) => {
    const at = armed.indexOf(one);
    if (at >= 0) armed.splice(at, 1, ...others);
  };
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
    draw: (call: ArrivingCall): Fault | undefined => {
      const due = armed.find((one) => matches(one, call));
      if (due === undefined) return undefined;
      const played = due.played + 1;
      if (played >= due.when.calls) replace(due);
      else replace(due, { ...due, played });
      return due.fault;
    },
  };
}

function matches({ fault, where }: ArmedFault, call: ArrivingCall): boolean {
  if (fault.name === 'odd-token' && call.path !== tokenPath) return false;
  if (fault.name === 'room-lost' && !call.path.startsWith('/chatroom/')) return false;
  return (where.path ?? call.path) === call.path && (where.host ?? call.host) === call.host;
}
