import * as z from 'zod/mini';
import { isRongCloudUserId } from '../auth/rongcloud-user-id.ts';
import { parseJson } from '../contract/json.ts';
import type { AttendanceEvent } from '../dynamodb/attendance.ts';
import { wholeNumber } from '../rongcloud/call.ts';

/** RongCloud's numbers. Source: docs.rongcloud.io/platform-chat-api/chatroom/status. */
const kinds = ['created', 'joined', 'left', 'dropped'] as const;

/** Ids of digits may come as numbers. */
const id = z.pipe(z.union([z.int(), z.string()]), z.transform(String));

/** Ours are whole numbers; the App Key may have other rooms. */
const ourRoomId = z.string().check(z.regex(/^[1-9]\d{0,9}$/));

const entry = z.object({
  chatroomId: z.pipe(z.pipe(id, ourRoomId), z.transform(Number)),
  type: wholeNumber(),
  userIds: z.array(z.unknown()),
  at: wholeNumber(),
});

const fields = z.record(z.string(), z.unknown());
/** Nexconn's envelope: one address for all events, which a type tells apart. */
const envelope = z.object({ type: z.literal('open_channel:operation'), data: z.unknown() });

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The spellings of RongCloud's documents and of Nexconn's, which names the same numbers otherwise. */
function readEntry(value: unknown): readonly AttendanceEvent[] {
  const one = fields.safeParse(value).data ?? {};
  const { data } = entry.safeParse({
    chatroomId: one.chatRoomId ?? one.chatroomId ?? one.channelId,
    type: one.type ?? one.operation,
    userIds: one.userIds ?? [],
    at: one.time ?? one.timestamp,
  });
  if (data === undefined) return [];
  const { chatroomId, type, at } = data;
  const kind = kinds[type];
  if (kind === undefined) return [];
  if (kind === 'created' || kind === 'dropped') return [{ chatroomId, userId: '', kind, at }];
  const userIds = data.userIds.map((one) => id.safeParse(one).data ?? '').filter(isRongCloudUserId);
  return userIds.map((userId) => ({ chatroomId, userId, kind, at }));
}

/**
 * Reads the body of a callback: a list of entries, a single one, or Nexconn's envelope. Entries of other rooms and of
 * other kinds are left out.
 * @returns undefined if the text is not JSON of an object or a list.
 */
export function readStatusEvents(text: string): readonly AttendanceEvent[] | undefined {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return undefined;
  const entries = asList(envelope.safeParse(body).data?.data ?? body);
  return entries.flatMap(readEntry);
}
