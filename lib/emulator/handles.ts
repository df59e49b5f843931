import { createServer } from 'node:net';
import { type Behaviour, behaviourWith } from './behaviour.ts';
import type { CallbackOptions, Callbacks } from './callbacks.ts';
import { createClients } from './clients.ts';
import type { MovableClock } from './clock.ts';
import type { EmulatorContext } from './context.ts';
import type { createFaults } from './faults/arming.ts';
import type { ReceivedCall } from './log.ts';
import type { App } from './state/app.ts';
import type { Chatroom } from './state/chatroom.ts';

interface HandlesContext extends EmulatorContext {
  readonly app: App;
  readonly calls: ReceivedCall[];
  readonly callbacks: Callbacks;
  readonly clock: MovableClock;
  readonly faults: ReturnType<typeof createFaults>;
}

/** The means to inspect and steer an emulator. */
export type Handles = ReturnType<typeof createHandles>;

export function createHandles({ app, credentials, faults, callbacks, ...context }: HandlesContext) {
  const { behaviour, calls, clock } = context;
  return {
    ...createClients(app, behaviour),
    ...faults,
    /** The calls received, oldest first; set its length to 0 to clear it. */
    calls,
    /** Builds a signed callback request; the option `callbackUrl` has them sent. */
    callback: (url: string, options?: CallbackOptions) => callbacks.request(url, options),
    /** Resolves when no callback waits or is in progress. */
    callbacksSent: () => callbacks.sent(),
    /** The base clock and how far it was moved. */
    clock,
    behaviour,
    /** Changes options. @throws for an unknown option or value. */
    behave: (changes: Partial<Behaviour>): void => {
      Object.assign(behaviour, behaviourWith({ ...behaviour, ...changes }));
    },
    /** The chatrooms that exist now, with their members and settings. */
    get rooms(): ReadonlyMap<string, Chatroom> {
      return new Map(app.chatrooms.all().map((room) => [room.id, room]));
    },
    /** The users who have got a token. */
    users: app.users.registered,
    messages: app.messages.sent,
    /** The events of the chatroom status callback. */
    events: app.chatrooms.events,
    /** Ends a chatroom as RongCloud ends an idle one. */
    loseRoom: (roomId: string) => app.chatrooms.destroy(roomId, 'autoDestroy'),
    /** Sets a new App Secret: the old one and the tokens issued before are refused. */
    switchSecret: (appSecret: string): void => {
      credentials.appSecret = appSecret;
      app.users.dropTokens();
    },
    refusedOrigin,
    /** An origin whose name does not resolve: RFC 2606 keeps it from ever existing. */
    unknownHostOrigin: () => 'https://rongcloud.invalid',
  };
}

/** An origin on which nothing listens: its port was free a moment ago. */
async function refusedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
