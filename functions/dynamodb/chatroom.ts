import * as z from 'zod/mini';

/**
 * A room without a row is being created, or was given up. ACTIVE: at RongCloud, its id may be answered.
 * DESTROYING: nobody joins any more, perhaps still at RongCloud. DESTROYED: gone; the row stays, so that the id is
 * not given again. UNKNOWN: a state that a later version wrote.
 */
const states = ['ACTIVE', 'DESTROYING', 'DESTROYED', 'UNKNOWN'] as const;
export type ChatroomState = (typeof states)[number];

/** Times are milliseconds since the epoch where they are numbers, and ISO 8601 in UTC where they are text. */
/** A user as kept in a room's row: RongCloud knows them by an id that is fixed for ever. */
const participant = z.object({ username: z.string(), userId: z.string() });
export type Participant = z.infer<typeof participant>;

const announcement = z.object({
  text: z.string(),
  by: z.string(),
  /** Of the call that made it. */
  token: z.string(),
  /** When it was made. */
  at: z.int(),
  /** Until then the call that made it may still be sending it. */
  sendingUntil: z.int(),
  isSent: z.boolean(),
});
export type Announcement = z.infer<typeof announcement>;

export const chatroom = z.object({
  chatroomId: z.int(),
  name: z.string(),
  liveId: z.string(),
  /** The username of who created it. */
  creator: z.string(),
  /** The creator's RongCloud user id. */
  creatorId: z.string(),
  state: z.pipe(
    z.string(),
    z.transform((text) => states.find((state) => state === text) ?? 'UNKNOWN'),
  ),
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
  /** Counts the changes of the room's controls: silence, assistants, and the sanctions in their own table. */
  controlsVersion: z.int(),
  /** When they were last changed, or begun to be brought to a recreated room. */
  controlsAt: z.optional(z.int()),
  /** Undefined where the room was never silenced. */
  isSilent: z.optional(z.boolean()),
  /** Who may write while it is silent, beside the creator and the assistants. */
  speakers: z.optional(z.readonly(z.array(participant))),
  assistants: z.optional(z.readonly(z.array(participant))),
  announcement: z.optional(announcement),
  /** RongCloud's count of the members, when it was counted, and when somebody last began to count. */
  memberCount: z.int(),
  countedAt: z.int(),
  countBegunAt: z.int(),
  /** When its destruction began. */
  endedAt: z.optional(z.int()),
  /** When the reconciler destroys the room at RongCloud for the last time, or brings the controls there. */
  dueAt: z.optional(z.int()),
});

export type Chatroom = z.infer<typeof chatroom>;
export type NewChatroom = Pick<
  Chatroom,
  | 'chatroomId'
  | 'name'
  | 'liveId'
  | 'creator'
  | 'creatorId'
  | 'createdAt'
  | 'createToken'
  | 'destroyMinutes'
  | 'aliveUntil'
>;
