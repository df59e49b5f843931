import type { Behaviour, Service } from '../behaviour.ts';
import { id, type Parameter, type Parameters, readParameters, type Values } from '../parameters.ts';
import { perSecond, type Rate } from '../rates.ts';
import { Refusal } from '../refusals.ts';
import type { App } from '../state/app.ts';
import type { Chatroom } from '../state/chatroom.ts';

export interface CallContext {
  readonly app: App;
  readonly behaviour: Behaviour;
  readonly now: number;
}

/** The reply's body; `code` is 200 unless it says otherwise. */
export type Reply = Readonly<Record<string, unknown>>;

/** What the server knows of a call. */
export interface Call {
  readonly path: string;
  readonly rates: readonly Rate[];
  /** What one request counts for against the rates. */
  readonly cost: (form: URLSearchParams) => number;
  readonly isPresent: (behaviour: Behaviour) => boolean;
  /** Checks the parameters, then does it. @throws Refusal, before anything is changed. */
  readonly execute: (form: URLSearchParams, context: CallContext) => Reply;
}

/** One row of the tables: a path, its parameters with their limits, and what it does and answers. */
export interface CallRow<P extends Parameters> {
  readonly path: string;
  readonly parameters: P;
  /** @default 100 per second for this path, the vendor's usual limit */
  readonly rates?: readonly Rate[];
  readonly cost?: Call['cost'];
  /** Answers 1009 where the account does not have it. */
  readonly service?: Service;
  readonly isPresent?: Call['isPresent'];
  readonly run: (values: Values<P>, context: CallContext) => Reply | undefined;
}

const usualCallsPerSecond = 100;

export function call<P extends Parameters>(row: CallRow<P>): Call {
  const { path, parameters, service } = row;
  const needsBody = Object.values(parameters).some(({ required }) => required);
  return {
    path,
    rates: row.rates ?? [perSecond(path, usualCallsPerSecond)],
    cost: row.cost ?? (() => 1),
    isPresent: row.isPresent ?? (() => true),
    execute: (form, context) => {
      if (needsBody && form.size === 0) throw new Refusal('emptyBody');
      const values = readParameters(parameters, form, context.behaviour);
      if (service !== undefined && context.behaviour.servicesOff.includes(service))
        throw new Refusal('serviceOff');
      return row.run(values, context) ?? {};
    },
  };
}

/** A row about one room that should exist; its first parameter, `chatroomId`, is understood. */
export interface RoomCallRow<P extends Parameters> extends Omit<CallRow<P>, 'run'> {
  /** The reply for no such room, where the option `unknownRoom` accepts that. */
  readonly withoutRoom?: Reply;
  readonly run: (room: Chatroom, values: Values<P>, context: CallContext) => Reply | undefined;
}

export function roomCall<P extends Parameters>(row: RoomCallRow<P>): Call {
  return call({
    ...row,
    parameters: { chatroomId: id(), others: rest(row.parameters) },
    run: ({ chatroomId, others }, context) => {
      const room = context.app.chatrooms.get(chatroomId);
      if (room !== undefined) return row.run(room, others, context);
      if (context.behaviour.unknownRoom === 'refused') throw new Refusal('noSuchRoom');
      return row.withoutRoom;
    },
  });
}

/** Several parameters read as one value. */
const rest = <P extends Parameters>(parameters: P): Parameter<Values<P>> => ({
  required: Object.values(parameters).some(({ required }) => required),
  read: (form, _name, behaviour) => readParameters(parameters, form, behaviour),
});

/** `YYYY-MM-DD HH:MM:SS` in the data centre's zone, the form of every time but get.json's. */
export function wallClock(ms: number, { timeZone }: Behaviour): string {
  // Beijing has had no daylight saving since 1991, so a fixed shift is exact.
  const shiftHours = timeZone === 'UTC' ? 0 : 8;
  return new Date(ms + shiftHours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

export interface ListLimit {
  readonly max: number;
  readonly behaviour: Behaviour;
}

/** Adds all or none. @throws Refusal where the list would grow beyond its limit. */
export function addUpTo(list: Set<string>, added: readonly string[], { max, behaviour }: ListLimit): void {
  const isLong = new Set([...list, ...added]).size > max;
  if (isLong) throw new Refusal(behaviour.longList, `At most ${max} in all.`);
  for (const one of added) list.add(one);
}
