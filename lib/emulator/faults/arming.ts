import type { Fault, FaultWhen, FaultWhere } from './fault.ts';
import { seededRandom } from './seeded-random.ts';

export interface ArmedFault {
  readonly fault: Fault;
  readonly when: FaultWhen;
  readonly where: FaultWhere;
  /** How often it was played. */
  readonly played: number;
}

export interface Faults {
  /** The armed faults that are not used up, in the order of arming. */
  readonly armed: readonly ArmedFault[];
  /** Arms a fault, by default for the next call; returns the function that disarms it. */
  arm(fault: Fault, when?: FaultWhen, where?: FaultWhere): () => void;
  /** Disarms all. */
  disarm(): void;
  /** Returns the fault to play on this call: the first armed one that matches. */
  draw(call: { readonly path: string; readonly host: number }): Fault | undefined;
}

type Loaded = { -readonly [Name in keyof ArmedFault]: ArmedFault[Name] } & { readonly isDue: () => boolean };

const tokenPath = '/user/getToken.json';

export function createFaults(): Faults {
  const armed: Loaded[] = [];
  const remove = (one: Loaded) => {
    const at = armed.indexOf(one);
    if (at >= 0) armed.splice(at, 1);
  };

  return {
    armed,
    arm: (fault, when = { calls: 1 }, where = {}) => {
      const loaded: Loaded = { fault, when, where, played: 0, isDue: dueBy(when) };
      armed.push(loaded);
      return () => remove(loaded);
    },
    disarm: () => {
      armed.length = 0;
    },
    draw: (call) => {
      const due = armed.find((one) => matches(one, call) && one.isDue());
      if (due === undefined) return undefined;
      due.played += 1;
      if ('calls' in due.when && due.played >= due.when.calls) remove(due);
      return due.fault;
    },
  };
}

function dueBy(when: FaultWhen): () => boolean {
  if ('calls' in when) return () => true;
  const random = seededRandom(when.seed);
  return () => random() < when.probability;
}

function matches({ fault, where }: Loaded, call: { readonly path: string; readonly host: number }): boolean {
  if (fault.name === 'odd-token' && call.path !== tokenPath) return false;
  if (fault.name === 'room-lost' && !call.path.startsWith('/chatroom/')) return false;
  return (where.path ?? call.path) === call.path && (where.host ?? call.host) === call.host;
}
