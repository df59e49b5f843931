import { createServer } from 'node:net';
import { createAnswering } from './answering.ts';
import { type Behaviour, behaviourWith } from './behaviour.ts';
import type { OpenCall, ReceivedCall } from './call-log.ts';
import { type CallbackRequests, createCallbackRequests } from './callbacks.ts';
import { type Clients, createClients } from './clients.ts';
import { type Clock, type MovableClock, movableClock } from './clock.ts';
import { control, controlPrefix, type Steered } from './control.ts';
import { createFaults, type Faults } from './faults/arming.ts';
import { type Host, type HostOptions, startHost } from './server.ts';
import { type Arrival, openExchange, pathOf, type Serving, serve } from './serving.ts';
import type { Credentials } from './signature.ts';
import { createApp } from './state/app.ts';
import type { Chatroom } from './state/chatroom.ts';
import type { StatusEvent } from './state/chatrooms.ts';
import type { Message } from './state/messages.ts';
import type { User } from './state/users.ts';

export interface RongCloudEmulatorOptions {
  readonly appKey: string;
  readonly appSecret: string;
  /** Port of the first host. @default chosen by the system */
  readonly port?: number;
  /** How many hosts share the one state, or the options of each. @default 1 */
  readonly hosts?: number | readonly HostOptions[];
  /** @default the system's */
  readonly clock?: Clock;
  /** Whether `/_emulator/...` answers. @default false */
  readonly control?: boolean;
  readonly behaviour?: Partial<Behaviour>;
}

/** A RongCloud of one's own, in this process: what it answers over HTTP, and handles to see and steer it. */
export interface RongCloudEmulator extends Clients, Pick<Faults, 'arm' | 'armed' | 'disarm'> {
  /** `http://127.0.0.1:PORT` of the first host. */
  readonly origin: string;
  readonly origins: readonly string[];
  /** The base clock and how far it was pushed. */
  readonly clock: MovableClock;
  /** What was received, the oldest first; set its length to 0 to forget. */
  readonly calls: ReceivedCall[];
  /** The rooms that exist now, with their members and settings. */
  readonly rooms: ReadonlyMap<string, Chatroom>;
  /** The users who were given a token. */
  readonly users: ReadonlyMap<string, User>;
  readonly messages: readonly Message[];
  /** What a chatroom status callback would be told. */
  readonly events: readonly StatusEvent[];
  /** Makes a signed callback request out of events; nothing sends it by itself. */
  readonly callback: CallbackRequests;
  readonly behaviour: Behaviour;
  /** Changes options from now on. @throws for an unknown option or value. */
  behave(changes: Partial<Behaviour>): void;
  /** Ends a room as RongCloud does with one that nobody uses. */
  loseRoom(roomId: string): void;
  /** A new App Secret: the old one signs nothing any more, and tokens issued before let nobody connect. */
  switchSecret(appSecret: string): void;
  /** An origin at which nothing listens. */
  refusedOrigin(): Promise<string>;
  /** An origin whose name does not resolve. */
  unknownHostOrigin(): string;
  stop(): Promise<void>;
}

/** @throws z.core.$ZodError for an unknown option; whatever `listen` throws where a port is taken. */
export async function startRongCloudEmulator(options: RongCloudEmulatorOptions): Promise<RongCloudEmulator> {
  const behaviour = behaviourWith(options.behaviour);
  const clock = movableClock(options.clock);
  const credentials: Credentials = { appKey: options.appKey, appSecret: options.appSecret };
  const app = createApp({ clock, behaviour, credentials });
  const faults = createFaults();
  const calls: OpenCall[] = [];

  const switchSecret = (appSecret: string) => {
    credentials.appSecret = appSecret;
    app.users.dropTokens();
  };
  const loseRoom = (roomId: string) => app.chatrooms.destroy(roomId, 'autoDestroy');
  const answering = createAnswering({ app, behaviour, clock, credentials });
  const serving: Serving = { answering, behaviour, calls, clock, faults, switchSecret, loseRoom };
  const { events } = app.chatrooms;
  const steered: Steered = {
    ...createClients(app, behaviour),
    arm: faults.arm,
    armed: faults.armed,
    disarm: faults.disarm,
    clock,
    calls,
    get rooms() {
      return new Map(app.chatrooms.all().map((room) => [room.id, room]));
    },
    users: app.users.registered,
    messages: app.messages.sent,
    events,
    callback: createCallbackRequests({ credentials, clock, events }),
    behaviour,
    behave: (changes) => void Object.assign(behaviour, behaviourWith({ ...behaviour, ...changes })),
    loseRoom,
    switchSecret,
    refusedOrigin,
    unknownHostOrigin: () => unresolvableOrigin,
  };

  const hosts = await startHosts(hostOptions(options), (arrival) =>
    options.control && pathOf(arrival.request).startsWith(controlPrefix)
      ? control(steered, arrival.request, arrival.response)
      : serve(serving, openExchange(arrival, serving)),
  );
  const origins = hosts.map(({ origin }) => origin);
  return Object.assign(steered, {
    origin: origins[0] ?? '',
    origins,
    stop: async () => {
      clock.stop();
      await Promise.all(hosts.map((host) => host.stop()));
    },
  });
}

/** RFC 2606 keeps this top-level domain from ever existing. */
const unresolvableOrigin = 'https://rongcloud.invalid';

function hostOptions({ hosts = 1, port }: RongCloudEmulatorOptions): HostOptions[] {
  const list: readonly HostOptions[] = typeof hosts === 'number' ? Array(hosts).fill({}) : hosts;
  return list.map((host, index) => (index === 0 && port !== undefined ? { port, ...host } : host));
}

/** All of them or, where one cannot start, none. */
async function startHosts(
  options: readonly HostOptions[],
  take: (arrival: Arrival) => Promise<void>,
): Promise<Host[]> {
  const starts = options.map((one, host) =>
    startHost(one, (request, response) => {
      // Only a caller who hangs up makes this fail, and there is nobody left to tell.
      take({ request, response, host }).catch(() => response.destroy());
    }),
  );
  const started = await Promise.allSettled(starts);
  const hosts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return hosts;
  await Promise.all(hosts.map((host) => host.stop()));
  throw failed.reason;
}

/** A port that was free a moment ago. */
async function refusedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
