import type { EmulatorContext } from '../context.ts';
import { Chatrooms, type StatusEvent } from './chatrooms.ts';
import { createMessages } from './messages.ts';
import { Users } from './users.ts';

/** Everything that RongCloud keeps for one App Key, with the time and options that all of it shares. */
export type App = ReturnType<typeof createApp>;

/** @param onEvent receives each event of the chatroom status callback. */
export function createApp(context: EmulatorContext, onEvent: (event: StatusEvent) => void = () => {}) {
  const users = new Users(context);
  const chatrooms = new Chatrooms(context, onEvent);
  return { ...context, users, chatrooms, messages: createMessages(context.clock, users, chatrooms) };
}
