import type { EmulatorContext } from '../context.ts';
import { Chatrooms, type StatusEvent } from './chatrooms.ts';
import { Messages } from './messages.ts';
import { Users } from './users.ts';

/** Everything that RongCloud keeps for one App Key. */
export interface App {
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly messages: Messages;
}

/** @param onEvent receives each event of the chatroom status callback. */
export function createApp(context: EmulatorContext, onEvent: (event: StatusEvent) => void = () => {}): App {
  const users = new Users(context);
  const chatrooms = new Chatrooms(context, onEvent);
  return { users, chatrooms, messages: new Messages(context.clock, users, chatrooms) };
}
