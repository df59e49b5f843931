import * as z from 'zod/mini';
import { isRongCloudUserId } from '../auth/rongcloud-user-id.ts';
import { parseJson } from '../contract/json.ts';

/** RongCloud's numbers. Source: docs.rongcloud.io/platform-chat-api/chatroom/status. */
const kinds = { 0: 'created', 1: 'joined', 2: 'left', 3: 'dropped' } as const;
type StatusKind = (typeof kinds)[keyof typeof kinds];

export interface StatusEvent {
  readonly chatroomId: number;
  readonly kind: StatusKind;
  readonly userIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Numbers may come as text. */
const number = z.pipe(z.union([z.number(), z.string().check(z.regex(/^\d{1,16}$/))]), z.transform(Number));

/** Ids of digits may come as numbers. */
const id = z.pipe(z.union([z.int(), z.string()]), z.transform(String));

/** Ours are whole numbers; the App Key may have other rooms. */
const ourRoomId = z.string().check(z.regex(/^[1-9]\d{0,9}$/));

const entry = z.object({
  room: z.pipe(z.pipe(id, ourRoomId), z.transform(Number)),
  type: number.check(z.refine((type) => Object.hasOwn(kinds, type))),
  userIds: z.array(z.unknown()),
  time: number,
});

const fields = z.record(z.string(), z.unknown());
/** Nexconn's envelope: one address for all events, which a type tells apart. */
const envelope = z.object({ type: z.literal('open_channel:operation'), data: z.unknown() });

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The spellings of RongCloud's documents and of Nexconn's, which names the same numbers otherwise. */
function readEntry(value: unknown): StatusEvent | undefined {
  const one = fields.safeParse(value).data ?? {};
  const { data } = entry.safeParse({
    room: one.chatRoomId ?? one.chatroomId ?? one.channelId,
    type: one.type ?? one.operation,
    userIds: one.userIds ?? [],
    time: one.time ?? one.timestamp,
  });
  if (data === undefined) return undefined;
  const userIds = data.userIds.map((one) => id.safeParse(one).data ?? '').filter(isRongCloudUserId);
  return { chatroomId: data.room, kind: kinds[data.type as keyof typeof kinds], userIds, at: data.time };
}

/**
 * Reads the body of a callback: a list of entries, a single one, or Nexconn's envelope. Entries of other rooms and of
 * other kinds are left out.
 * @returns undefined where the text is not JSON of an object or a list.
 */
export function readStatusEvents(text: string): readonly StatusEvent[] | undefined {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return undefined;
  const entries = asList(envelope.safeParse(body).data?.data ?? body);
  return entries.flatMap((one) => readEntry(one) ?? []);
}
