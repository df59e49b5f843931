import * as z from 'zod/mini';

/**
 * CREATING: intended, perhaps at RongCloud. ACTIVE: at RongCloud, its id given out. DESTROYING: nobody joins
 * any more, perhaps still at RongCloud. DESTROYED: gone, the row stays so that the id is not given again.
 */
const states = ['CREATING', 'ACTIVE', 'DESTROYING', 'DESTROYED'] as const;
export type ChatroomState = (typeof states)[number];

export const chatroom = z.object({
  chatroomId: z.int(),
  name: z.string(),
  liveId: z.string(),
  /** The username of who created it. */
  creator: z.string(),
  state: z.enum(states),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** Of the create that made the row: tells it from another of the same id, such as a restored table may hold. */
  createToken: z.string(),
  /** How RongCloud is to end the room by itself, kept so that it is made again as it was. */
  destroyType: z.enum(['idle', 'fixed']),
  destroyMinutes: z.int(),
  /** When the reconciler is to look at it, in milliseconds since the epoch; till then a CREATING row is its creator's. */
  dueAt: z.optional(z.int()),
  /** When the room first was ACTIVE; ISO 8601, UTC. */
  activatedAt: z.optional(z.string()),
  /** When the destruction of a room that was ACTIVE began; ISO 8601, UTC. */
  destroyedAt: z.optional(z.string()),
  /** Which attempt makes the room again at RongCloud, and until when (milliseconds since the epoch). */
  healToken: z.optional(z.string()),
  healUntil: z.optional(z.int()),
  /** When it was last made again, in milliseconds since the epoch. */
  healedAt: z.optional(z.int()),
});

export type Chatroom = z.infer<typeof chatroom>;
export type NewChatroom = Pick<
  Chatroom,
  'chatroomId' | 'name' | 'liveId' | 'creator' | 'createToken' | 'destroyType' | 'destroyMinutes'
>;
