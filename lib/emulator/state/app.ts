import type { Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import type { Credentials } from '../signature.ts';
import { Chatrooms, type StatusEvent } from './chatrooms.ts';
import { Messages } from './messages.ts';
import { Users } from './users.ts';

/** Everything that RongCloud keeps for one App Key. */
export interface App {
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly messages: Messages;
}

export interface AppContext {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly credentials: Credentials;
  /** Called with each event of the chatroom status callback. */
  readonly onEvent?: (event: StatusEvent) => void;
}

export function createApp(context: AppContext): App {
  const users = new Users(context);
  const chatrooms = new Chatrooms(context);
  return { users, chatrooms, messages: new Messages({ clock: context.clock, users, chatrooms }) };
}
