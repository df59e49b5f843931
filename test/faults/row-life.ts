import { Violation } from './model.ts';

type Item = Readonly<Record<string, unknown>>;

export interface Lives {
  /** A row of the table of chatrooms was written. */
  changed(before: Item | undefined, after: Item | undefined): void;
  /** Ids up to this one have been handed out. */
  handedOut(lastId: number): void;
  /** RongCloud is asked to make or to destroy a room, when its row is this. */
  asked(path: string, roomId: string, row: Item | undefined): void;
  /** A room was made or destroyed at RongCloud. */
  carriedOut(path: string, roomId: string): void;
  /** A table was set back: nothing is known of what was before. */
  forget(): void;
}

const createPath = '/chatroom/create_new.json';
const destroyPath = '/chatroom/destroy.json';

/** RongCloud may carry a call out a minute late, and a function may make one until its own end. */
const latestDeliveryMs = 60_000 + 8_500;

/** Longer than a function lives: nobody is at work on an id that was handed out before. */
const createLeaseMs = 35_000;

/**
 * The allowed transitions of a room, checked at the table and at RongCloud. They guarantee the promises to callers after
 * any next fault.
 */
export function rowLives(now: () => number): Lives {
  const handedOutAt = new Map<string, number>();
  const dyingSince = new Map<string, number>();
  const destroyedAt = new Map<string, number>();

  const demand = (holds: boolean, detail: string) => {
    if (!holds) throw new Violation(`row: ${detail}`);
  };

  const ended = (id: string) => {
    const since = dyingSince.get(id);
    const lastDestroyAt = destroyedAt.get(id);
    // The history of a row from a restored table is unknown.
    if (since === undefined) return;
    const isLate = lastDestroyAt !== undefined && lastDestroyAt - since >= latestDeliveryMs;
    demand(isLate, `${id} became a tombstone before its last destroy at RongCloud`);
  };

  const steps: Readonly<Record<string, (id: string) => void>> = {
    'undefined ACTIVE': () => {},
    'undefined DESTROYING': (id) => {
      const age = now() - (handedOutAt.get(id) ?? 0);
      demand(age >= createLeaseMs, `${id} was given up while its creator was at work`);
      dyingSince.set(id, now());
    },
    'ACTIVE DESTROYING': (id) => dyingSince.set(id, now()),
    'DESTROYING DESTROYED': (id) => ended(id),
  };

  return {
    changed: (before, after) => {
      const id = String((after ?? before)?.chatroomId);
      demand(after !== undefined, `${id} was deleted`);
      const isSame = before === undefined || before.createToken === after?.createToken;
      demand(isSame, `${id} was taken over`);
      if (before?.state === after?.state) return;
      const step = steps[`${before?.state} ${after?.state}`];
      demand(step !== undefined, `${id} went from ${before?.state} to ${after?.state}`);
      step?.(id);
    },
    handedOut: (lastId) => handedOutAt.set(String(lastId), now()),
    asked: (path, roomId, row) => {
      if (path === createPath) {
        demand(row?.state !== 'DESTROYED', `${roomId} is created at RongCloud after its end`);
      } else if (path === destroyPath) {
        const isDying = row?.state === 'DESTROYING' || row?.state === 'DESTROYED';
        demand(isDying, `${roomId} is destroyed at RongCloud while ${row?.state}`);
      }
    },
    carriedOut: (path, roomId) => {
      if (path === destroyPath) destroyedAt.set(roomId, now());
    },
    forget: () => {
      handedOutAt.clear();
      dyingSince.clear();
      destroyedAt.clear();
    },
  };
}
