import { createServer } from 'node:net';
import type { Behaviour } from './behaviour.ts';
import type { CallbackRequests } from './callbacks.ts';
import type { Clients } from './clients.ts';
import type { MovableClock } from './clock.ts';
import type { Faults } from './faults/arming.ts';
import type { ReceivedCall } from './log.ts';
import type { Chatroom } from './state/chatroom.ts';
import type { StatusEvent } from './state/chatrooms.ts';
import type { Message } from './state/messages.ts';
import type { User } from './state/users.ts';

/** The means to inspect and steer an emulator. */
export interface Handles extends Clients, Pick<Faults, 'arm' | 'armed' | 'disarm'> {
  /** The base clock and how far it was moved. */
  readonly clock: MovableClock;
  /** The calls received, oldest first; set its length to 0 to clear it. */
  readonly calls: ReceivedCall[];
  /** The chatrooms that exist now, with their members and settings. */
  readonly rooms: ReadonlyMap<string, Chatroom>;
  /** The users who have got a token. */
  readonly users: ReadonlyMap<string, User>;
  readonly messages: readonly Message[];
  /** The events of the chatroom status callback. */
  readonly events: readonly StatusEvent[];
  /** Builds a signed callback request; the option `callbackUrl` has them sent. */
  readonly callback: CallbackRequests;
  readonly behaviour: Behaviour;
  /** Changes options. @throws for an unknown option or value. */
  behave(changes: Partial<Behaviour>): void;
  /** Ends a chatroom as RongCloud ends an idle one. */
  loseRoom(roomId: string): void;
  /** Sets a new App Secret: the old one and the tokens issued before are refused. */
  switchSecret(appSecret: string): void;
  /** An origin on which nothing listens. */
  refusedOrigin(): Promise<string>;
  /** An origin whose name does not resolve. */
  unknownHostOrigin(): string;
}

/** RFC 2606 keeps this top-level domain from ever existing. */
export const unknownHostOrigin = () => 'https://rongcloud.invalid';

/** A port that was free a moment ago. */
export async function refusedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
