import type { Behaviour } from '../behaviour.ts';
import { id, type Parameters, readParameters } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import type { App } from '../state/app.ts';
import type { Chatroom } from '../state/chatroom.ts';

/** The reply's body; `code` is 200 unless it is given. */
export type Reply = Readonly<Record<string, unknown>>;

export interface Call {
  readonly path: string;
  readonly callsPerSecond: number;
  /** The number of calls that one request counts for. */
  readonly cost: (form: URLSearchParams) => number;
  /** Checks the parameters, then carries the call out. @throws Refusal, before anything is changed. */
  readonly execute: (form: URLSearchParams, app: App) => Reply;
}

/** One row of the tables: a path, its parameters with their limits, its effect and its reply. */
interface CallRow<V> extends Partial<Omit<Call, 'path' | 'execute'>> {
  readonly path: string;
  readonly parameters: Parameters<V>;
  // biome-ignore lint/suspicious/noConfusingVoidType: a row without a reply returns nothing.
  readonly run: (values: V, app: App) => Reply | void;
}

const usualCallsPerSecond = 100;

export const call = <V>({ parameters, run, ...row }: CallRow<V>): Call => ({
  callsPerSecond: usualCallsPerSecond,
  cost: () => 1,
  ...row,
  execute: (form, app) => {
    const values = readParameters(parameters, form);
    if (app.behaviour.servicesOff.some((beginning) => row.path.startsWith(beginning)))
      throw new Refusal('serviceOff');
    return run(values, app) ?? {};
  },
});

/** A row about one chatroom that should exist; its parameter `chatroomId` is implied. */
interface RoomCallRow<V> extends Omit<CallRow<V>, 'run'> {
  /** The reply for a missing chatroom if the option `unknownRoom` accepts it. */
  readonly withoutRoom?: Reply;
  // biome-ignore lint/suspicious/noConfusingVoidType: a row without a reply returns nothing.
  readonly run: (room: Chatroom, values: V, app: App) => Reply | void;
}

export const roomCall = <V>({ withoutRoom = {}, run, ...row }: RoomCallRow<V>): Call =>
  call({
    ...row,
    parameters: {
      chatroomId: id,
      others: { read: (form: URLSearchParams) => readParameters(row.parameters, form) },
    },
    run: ({ chatroomId, others }, app) => {
      const room = app.chatrooms.get(chatroomId);
      if (room !== undefined) return run(room, others, app);
      if (app.behaviour.unknownRoom === 'refused') throw new Refusal('noSuchRoom');
      return withoutRoom;
    },
  });

/** The form of every time but get.json's: `YYYY-MM-DD HH:MM:SS` in the data centre's zone. */
export function wallClock(ms: number, { timeZone }: Behaviour): string {
  // Beijing has had no daylight saving since 1991, so a fixed offset is exact.
  const offsetHours = timeZone === 'UTC' ? 0 : 8;
  return new Date(ms + offsetHours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
