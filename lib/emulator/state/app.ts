import type { Behaviour } from '../behaviour.ts';
import type { Clock } from '../clock.ts';
import type { Credentials } from '../signature.ts';
import { type Chatrooms, createChatrooms } from './chatrooms.ts';
import { createMessages, type Messages } from './messages.ts';
import { type TimedList, timedList } from './timed-list.ts';
import { createUsers, type Users } from './users.ts';

/** All that RongCloud keeps for one App Key. */
export interface App {
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly messages: Messages;
  /** Users who may speak in no room. */
  readonly globalMutes: TimedList;
  readonly protectedMessageTypes: Set<string>;
  readonly lowPriorityTypes: Set<string>;
}

export interface AppContext {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly credentials: Credentials;
}

export function createApp(context: AppContext): App {
  const { clock, behaviour } = context;
  const users = createUsers(context);
  const chatrooms = createChatrooms(clock, behaviour);
  return {
    users,
    chatrooms,
    messages: createMessages({ clock, users, chatrooms }),
    globalMutes: timedList(clock),
    protectedMessageTypes: new Set(),
    lowPriorityTypes: new Set(),
  };
}
