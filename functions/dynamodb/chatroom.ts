import * as z from 'zod/mini';

/**
 * A room without a row is being created, or was given up. ACTIVE: at RongCloud. DESTROYING: nobody can join any more;
 * perhaps still at RongCloud. DESTROYED: gone; the row stays, so that its id is not given again. UNKNOWN: a state that
 * a later version wrote.
 */
const states = ['ACTIVE', 'DESTROYING', 'DESTROYED', 'UNKNOWN'] as const;
export type ChatroomState = (typeof states)[number];

/** A user in a room's row, with the RongCloud id, which never changes. */
const participant = z.object({ username: z.string(), userId: z.string() });
export type Participant = z.infer<typeof participant>;

const announcement = z.object({
  text: z.string(),
  by: z.string(),
  /** The id of the call that made it. */
  token: z.string(),
  at: z.int(),
  /** Until this time the call that made it may still be sending it. */
  sendingUntil: z.int(),
  isSent: z.boolean(),
});
export type Announcement = z.infer<typeof announcement>;

/** Times are milliseconds since the epoch as numbers, or ISO 8601 in UTC as text. */
export const chatroom = z.object({
  chatroomId: z.int(),
  name: z.string(),
  liveId: z.string(),
  creator: z.string(),
  creatorId: z.string(),
  state: z.pipe(
    z.string(),
    z.transform((text) => states.find((state) => state === text) ?? 'UNKNOWN'),
  ),
  createdAt: z.string(),
  /** Distinguishes creates with the same id, which a restored table may cause. */
  createToken: z.string(),
  /** RongCloud ends the room after this long without use. */
  destroyMinutes: z.int(),
  /** Until this time RongCloud is assumed to have the room. 0: RongCloud was seen to lack it. */
  aliveUntil: z.int(),
  /** The lease of the call that checks RongCloud and recreates the room. */
  checkToken: z.optional(z.string()),
  checkUntil: z.optional(z.int()),
  /** Until this time no call tries the server-side join. */
  noServerJoinUntil: z.optional(z.int()),
  /** Counts the changes of the room's controls: silence, assistants, and the sanctions in their own table. */
  controlsVersion: z.int(),
  /** When the controls were last changed, or a call began to send them to a recreated room. */
  controlsAt: z.optional(z.int()),
  /** Undefined if the room was never silenced. */
  isSilent: z.optional(z.boolean()),
  /** Users who may write while the room is silent, beside the creator and the assistants. */
  speakers: z._default(z.readonly(z.array(participant)), []),
  assistants: z._default(z.readonly(z.array(participant)), []),
  announcement: z.optional(announcement),
  /** RongCloud's count of the members, when it was counted, and when a call last began to count. */
  memberCount: z.int(),
  countedAt: z.int(),
  countBegunAt: z.int(),
  endedAt: z.optional(z.int()),
  /** When the reconciler sends the last destroy or the controls to RongCloud. */
  dueAt: z.optional(z.int()),
});

export type Chatroom = z.infer<typeof chatroom>;
/** True for a room whose create was given up. Every account has a name: such a room is nobody's. */
export const isGivenUp = ({ creator }: Pick<Chatroom, 'creator'>) => creator === '';

/** An active room in the index of active rooms. */
export const activeRoom = z.object({ chatroomId: z.int(), activeOf: z.string() });
export type ActiveRoom = z.infer<typeof activeRoom>;
