/**
 * The possible replies to callers, given the replies so far. The model knows only requests and replies and shares no code
 * with the product. After an unclear reply both outcomes are possible until one is seen.
 */

import { createControlsModel } from './controls-model.ts';
import { type Answer, type Begun, type Request, transientCodes } from './requests.ts';

/** live: no destroy yet. dying: a destroy is in progress. maybe: a destroy ended without a clear reply. */
type State = 'live' | 'dying' | 'maybe' | 'dead';

interface Room {
  state: State;
  /** Undefined until a create has answered it. */
  owner?: string;
  course?: string;
  /** Steps of the history, counted: since when callers know that it exists, and that it is gone. */
  knownSince?: number;
  deadSince?: number;
  /** Until this time at least, the same create returns this room. */
  repeatedUntil?: number;
}

/** The maximum time between the start of a create and its idempotency record. */
const slackMs = 15_000;

export class Violation extends Error {}

export interface Means {
  readonly now: () => number;
  /** Whether a fault so far excuses a failure. */
  readonly isDisturbed: () => boolean;
  readonly repeatWindowMs: number;
  readonly admins: readonly string[];
  readonly isAccount: (username: string) => boolean;
}

export function createModel({ now, isDisturbed, repeatWindowMs, admins, isAccount }: Means) {
  const rooms = new Map<number, Room>();
  /** When the creates of each course were begun. */
  const begins = new Map<string, number[]>();
  let step = 0;
  let openCreates = 0;
  let wasRestored = false;

  const room = (id: number): Room => {
    const known = rooms.get(id) ?? { state: 'live' };
    rooms.set(id, known);
    return known;
  };
  const demand = (holds: boolean, invariant: string, detail: string) => {
    if (!holds) throw new Violation(`${invariant}: ${detail}`);
  };
  const controls = createControlsModel({
    now,
    admins,
    isAccount,
    ownerOf: (id) => rooms.get(id)?.owner,
    demand,
  });
  const mayDestroy = ({ owner }: Room, user: string) =>
    owner === undefined || owner === user || admins.includes(user);
  const wasKnown = ({ knownSince }: Room, { step: begun }: Begun) =>
    knownSince !== undefined && knownSince < begun;
  const wasDead = ({ deadSince }: Room, { step: begun }: Begun) =>
    deadSince !== undefined && deadSince < begun;
  const die = (one: Room) => {
    one.state = 'dead';
    one.deadSince ??= step;
  };

  const created = (begun: Begun, id: number | undefined) => {
    const { user, course = '' } = begun.request;
    demand(Number.isInteger(id) && Number(id) > 0, 'I2', `create answered ${id}`);
    const one = room(Number(id));
    demand(one.course === undefined || one.course === course, 'I2', `${id} for ${course} and ${one.course}`);
    demand(!wasDead(one, begun), 'I2', `${id} answered to a create after its destruction`);
    const isTwin = ([other, it]: [number, Room]) =>
      other !== id && it.course === course && it.state === 'live' && now() <= (it.repeatedUntil ?? 0);
    const twin = one.state === 'live' ? [...rooms].find(isTwin) : undefined;
    demand(twin === undefined, 'I2b', `${course} answered ${twin?.[0]} and ${id}`);
    // It is not known which create was recorded: the first one whose record may still be valid.
    const noted = (begins.get(course) ?? []).filter((at) => at >= begun.at - repeatWindowMs - slackMs);
    one.repeatedUntil ??= Math.min(...noted) + repeatWindowMs;
    one.owner ??= user;
    one.course = course;
    one.knownSince ??= step;
  };

  const seen = (begun: Begun, id: number) => {
    const one = room(id);
    demand(!wasDead(one, begun), 'I3', `${begun.request.command} of ${id} succeeds after its destruction`);
    // A restore brings a room back that was destroyed before its create could answer it.
    demand(one.owner !== undefined || openCreates > 0 || wasRestored, 'I2', `${id} was never created`);
    one.knownSince ??= step;
  };

  const missed = (begun: Begun, code: string) => {
    const { id = 0, user, command } = begun.request;
    const one = room(id);
    if (code === 'CHATROOM_NOT_FOUND') {
      demand(!wasKnown(one, begun), 'I1', `${command} does not find ${id}, which was created`);
    } else if (code === 'CHATROOM_DESTROYED') {
      demand(command !== 'destroy', 'contract', 'a repeated destroy is a success');
      demand(one.state !== 'live' || one.owner === undefined, 'I1', `${id} is gone, nobody destroyed it`);
      die(one);
    } else if (command === 'destroy') {
      const isOthers = one.owner === undefined || !mayDestroy(one, user);
      demand(code === 'NOT_ALLOWED' && isOthers, 'contract', `${user} got ${code}`);
    } else {
      demand(controls.mayBeRefused(begun, code), 'contract', `${command} of ${id} by ${user} got ${code}`);
    }
  };

  return {
    rooms: rooms as ReadonlyMap<number, Readonly<Room>>,
    controls,
    begin: (request: Request): Begun => {
      step += 1;
      if (request.command === 'create') {
        openCreates += 1;
        const { course = '' } = request;
        begins.set(course, [...(begins.get(course) ?? []), now()]);
      }
      if (request.command === 'destroy') {
        const one = room(request.id ?? 0);
        if (one.state === 'live' && mayDestroy(one, request.user)) one.state = 'dying';
      }
      const begun = { request, step, at: now() };
      controls.begin(begun);
      return begun;
    },
    /**
     * @param sent how many messages RongCloud was asked to send.
     * @throws Violation where no history allows this answer.
     */
    end: (begun: Begun, { code, id }: Answer, sent: number): void => {
      step += 1;
      const { command, id: asked = 0, user } = begun.request;
      if (transientCodes.includes(code)) {
        const isExcused = isDisturbed() || controls.mayBeBusy(begun, code);
        demand(isExcused, 'I8', `${command} by ${user} failed with ${code}, though nothing was wrong`);
        if (command === 'destroy' && room(asked).state === 'dying') room(asked).state = 'maybe';
      } else if (code !== 'OK') missed(begun, code);
      else if (command === 'create') {
        created(begun, id);
        openCreates -= 1;
      } else if (command === 'destroy') {
        demand(mayDestroy(room(asked), user), 'contract', `${user} destroyed ${asked}`);
        die(room(asked));
      } else seen(begun, asked);
      controls.end(begun, { code, step, sent });
    },
    /** A table was restored: changes since `before` may be undone. */
    restored: (isSettled: (id: number) => boolean): void => {
      step += 1;
      wasRestored = true;
      controls.forget();
      for (const [id, one] of rooms) {
        if (isSettled(id)) continue;
        rooms.set(id, { state: 'maybe', owner: one.owner, course: one.course });
      }
    },
  };
}
