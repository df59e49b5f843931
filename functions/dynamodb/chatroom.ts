import * as z from 'zod/mini';

/**
 * A room without a row is being created, or was given up. ACTIVE: at RongCloud, its id may be answered.
 * DESTROYING: nobody joins any more, perhaps still at RongCloud. DESTROYED: gone; the row stays, so that the id is
 * not given again.
 */
const states = ['ACTIVE', 'DESTROYING', 'DESTROYED'] as const;
export type ChatroomState = (typeof states)[number];

/** Times are milliseconds since the epoch where they are numbers, and ISO 8601 in UTC where they are text. */
export const chatroom = z.object({
  chatroomId: z.int(),
  name: z.string(),
  liveId: z.string(),
  /** The username of who created it. */
  creator: z.string(),
  state: z.enum(states),
  createdAt: z.string(),
  /** Tells the create that made the row from another of the same id, such as a restored table may hold. */
  createToken: z.string(),
  /** RongCloud ends the room after this long without use. */
  destroyMinutes: z.int(),
  /** Until then RongCloud cannot have ended the room as idle, or was seen to have it. 0: RongCloud was seen to lack it. */
  aliveUntil: z.int(),
  /** Who looks at RongCloud and recreates the room, and how long nobody else does. */
  checkToken: z.optional(z.string()),
  checkUntil: z.optional(z.int()),
  /** Until then nobody asks again whether RongCloud has the server-side join. */
  noServerJoinUntil: z.optional(z.int()),
  /** When the reconciler destroys the room at RongCloud for the last time. */
  dueAt: z.optional(z.int()),
});

export type Chatroom = z.infer<typeof chatroom>;
export type NewChatroom = Omit<
  Chatroom,
  'state' | 'checkToken' | 'checkUntil' | 'noServerJoinUntil' | 'dueAt'
>;
