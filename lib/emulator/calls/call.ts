import type { Behaviour } from '../behaviour.ts';
import { id, type Parameter, type Parameters, readParameters, type Values } from '../parameters.ts';
import { Refusal } from '../refusals.ts';
import type { App } from '../state/app.ts';
import type { Chatroom } from '../state/chatroom.ts';

export interface CallContext {
  readonly app: App;
  readonly behaviour: Behaviour;
  readonly now: number;
}

/** The reply's body; `code` is 200 unless it is given. */
export type Reply = Readonly<Record<string, unknown>>;

export interface Call {
  readonly path: string;
  readonly callsPerSecond: number;
  /** The number of calls that one request counts for. */
  readonly cost: (form: URLSearchParams) => number;
  readonly isPresent: (behaviour: Behaviour) => boolean;
  /** Checks the parameters, then carries the call out. @throws Refusal, before anything is changed. */
  readonly execute: (form: URLSearchParams, context: CallContext) => Reply;
}

/** One row of the tables: a path, its parameters with their limits, its effect and its reply. */
export interface CallRow<P extends Parameters> extends Partial<Omit<Call, 'path' | 'execute'>> {
  readonly path: string;
  readonly parameters: P;
  // biome-ignore lint/suspicious/noConfusingVoidType: a row without a reply returns nothing.
  readonly run: (values: Values<P>, context: CallContext) => Reply | void;
}

/** The vendor's usual limit. */
const usualCallsPerSecond = 100;

export function call<P extends Parameters>({ path, parameters, run, ...rest }: CallRow<P>): Call {
  return {
    path,
    callsPerSecond: usualCallsPerSecond,
    cost: () => 1,
    isPresent: () => true,
    ...rest,
    execute: (form, context) => {
      const values = read(parameters, form, context.behaviour);
      if (context.behaviour.servicesOff.some((beginning) => path.startsWith(beginning)))
        throw new Refusal('serviceOff');
      return run(values, context) ?? {};
    },
  };
}

function read<P extends Parameters>(parameters: P, form: URLSearchParams, behaviour: Behaviour): Values<P> {
  try {
    return readParameters(parameters, form, behaviour);
  } catch (error) {
    throw form.size === 0 && behaviour.emptyBody === 'emptyBody' ? new Refusal('emptyBody') : error;
  }
}

/** A row about one chatroom that should exist; its parameter `chatroomId` is implied. */
export interface RoomCallRow<P extends Parameters> extends Omit<CallRow<P>, 'run'> {
  /** The reply for a missing chatroom if the option `unknownRoom` accepts it. */
  readonly withoutRoom?: Reply;
  // biome-ignore lint/suspicious/noConfusingVoidType: a row without a reply returns nothing.
  readonly run: (room: Chatroom, values: Values<P>, context: CallContext) => Reply | void;
}

export function roomCall<P extends Parameters>({ withoutRoom = {}, run, ...row }: RoomCallRow<P>): Call {
  const others: Parameter<Values<P>> = {
    read: (form, _name, behaviour) => readParameters(row.parameters, form, behaviour),
  };
  return call({
    ...row,
    parameters: { chatroomId: id, others },
    run: (values, context) => {
      const room = context.app.chatrooms.get(values.chatroomId);
      if (room !== undefined) return run(room, values.others, context);
      if (context.behaviour.unknownRoom === 'refused') throw new Refusal('noSuchRoom');
      return withoutRoom;
    },
  });
}

/** The form of every time but get.json's: `YYYY-MM-DD HH:MM:SS` in the data centre's zone. */
export function wallClock(ms: number, { timeZone, timeDigits }: Behaviour): string {
  // Beijing has had no daylight saving since 1991, so a fixed offset is exact.
  const offsetHours = timeZone === 'UTC' ? 0 : 8;
  const time = new Date(ms + offsetHours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  return timeDigits === 'padded' ? time : time.replace(/\b0(\d)/g, '$1');
}
