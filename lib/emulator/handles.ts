import { type Behaviour, behaviourWith } from './behaviour.ts';
import type { CallbackOptions, Callbacks } from './callbacks.ts';
import { createClients } from './clients.ts';
import type { MovableClock } from './clock.ts';
import { createFaults } from './faults/arming.ts';
import type { ReceivedCall } from './log.ts';
import type { App } from './state/app.ts';
import type { Chatroom } from './state/chatroom.ts';

/** The means to inspect and steer an emulator. */
export type Handles = ReturnType<typeof createHandles>;

export function createHandles(app: App, callbacks: Callbacks, clock: MovableClock) {
  const { behaviour, credentials, users, chatrooms, messages } = app;
  const calls: ReceivedCall[] = [];
  return {
    ...createClients(app),
    ...createFaults(),
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
      return new Map(chatrooms.all().map((room) => [room.id, room]));
    },
    /** The users who have got a token. */
    users: users.registered,
    messages: messages.sent,
    /** The events of the chatroom status callback. */
    events: chatrooms.events,
    /** Ends a chatroom as RongCloud ends an idle one. */
    loseRoom: (roomId: string) => chatrooms.destroy(roomId, 'autoDestroy'),
    /** Sets a new App Secret: the old one and the tokens issued before are refused. */
    switchSecret: (appSecret: string): void => {
      credentials.appSecret = appSecret;
      users.dropTokens();
    },
  };
}
