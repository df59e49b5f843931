import { AsyncLocalStorage } from 'node:async_hooks';
import { endpoints } from '../../../functions/contract/endpoints.ts';
import { type TableName, tables, tableVariable } from '../../../functions/contract/tables.ts';
import type { Handler } from '../../../functions/http/handler.ts';
import type { Clock, Deps, LogEntry } from '../../../functions/platform/deps.ts';
import type { ScheduledHandler } from '../../../functions/platform/scheduled.ts';
import { passwordCost } from '../accounts.ts';
import { databaseAddress, plugIn, rongCloudAddresses, type Wire } from './wire.ts';

/** The effects of one call of the service on its peers. */
export interface Trace {
  readonly command: string;
  readonly startedAt: number;
  readonly writes: string[];
  upstreamCalls: number;
  /** How often RongCloud was asked to send a message, and how many messages it has sent. */
  messagesAsked: number;
  messagesSent: number;
}

/** Assigns each call that leaves a process to its request. */
export const traces = new AsyncLocalStorage<Trace>();

/** When a process dies: at its next call but `callsBefore`, and what becomes of that one. */
export interface Kill {
  readonly callsBefore: number;
  readonly effect: 'none' | 'done' | 'late';
}

export interface SimulatedProcess {
  readonly number: number;
  readonly endpoint: (name: string) => Handler;
  readonly reconcile: ScheduledHandler;
  readonly isKilled: () => boolean;
  arm(kill: Kill): void;
  /** How many calls have left. */
  readonly callsMade: () => number;
  /** Told of each call that leaves. @returns what the kill makes of it, where this is the one. */
  strike(): Kill['effect'] | undefined;
}

export interface ProcessOptions {
  readonly number: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly serverJoin: string;
  readonly output: (entry: LogEntry) => void;
  readonly wire: (self: SimulatedProcess) => Wire;
  readonly onKilled: (self: SimulatedProcess) => void;
}

type Modules = Readonly<Record<string, { createHandler: (deps: Deps) => unknown }>>;

const names = [...Object.keys(endpoints), 'reconcile'];

/** The product, loaded once; its state is in what each process builds of it. */
export const modules: Modules = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await import(`../../../functions/${name}.ts`)])),
);

/** The least that RongCloud takes: a history passes it within a few commands. */
export const roomIdleMinutes = 60;

const environmentOf = ({ number, serverJoin }: ProcessOptions) => ({
  ...Object.fromEntries(Object.keys(tables).map((name) => [tableVariable(name as TableName), name])),
  AWS_REGION: 'simulated',
  AWS_ENDPOINT_URL_DYNAMODB: databaseAddress(number),
  RONGCLOUD_HOSTS: rongCloudAddresses(number).join(','),
  RONGCLOUD_SECRET_ID: 'simulated',
  SERVER_JOIN: serverJoin,
  ROOM_IDLE_MINUTES: String(roomIdleMinutes),
});

/** One Lambda container, or one local service: the real endpoints with memories of their own. */
export function startProcess(options: ProcessOptions): SimulatedProcess {
  const { clock, random } = options;
  let isKilled = false;
  let kill: Kill | undefined;
  let callsLeft = 0;
  let callsMade = 0;

  const deps: Deps = {
    environment: environmentOf(options),
    // A killed process does nothing any more.
    clock: { now: clock.now, after: (ms, run) => clock.after(ms, () => isKilled || run()) },
    randomBytes: (size) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256))),
    passwordCost,
    output: (_level, entry) => isKilled || options.output(entry),
  };

  const built = new Map<string, unknown>();
  const build = <H>(name: string): H => {
    const made = built.get(name) ?? modules[name]?.createHandler(deps);
    built.set(name, made);
    return made as H;
  };

  const self: SimulatedProcess = {
    number: options.number,
    endpoint: (name) => build<Handler>(name),
    reconcile: (event, context) => build<ScheduledHandler>('reconcile')(event, context),
    isKilled: () => isKilled,
    arm: (armed) => {
      kill = armed;
      callsLeft = armed.callsBefore;
    },
    callsMade: () => callsMade,
    strike: () => {
      callsMade += 1;
      if (kill === undefined) return undefined;
      callsLeft -= 1;
      if (callsLeft >= 0) return undefined;
      isKilled = true;
      options.onKilled(self);
      return kill.effect;
    },
  };
  plugIn(options.number, options.wire(self));
  return self;
}
