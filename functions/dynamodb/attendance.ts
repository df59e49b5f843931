import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import type { Item } from './items.ts';
import { Table, tableName } from './table.ts';
import { writeAll } from './write-all.ts';

export interface AttendanceEvent {
  readonly chatroomId: number;
  /** RongCloud's id of the user; empty if the event is of the room. */
  readonly userId: string;
  /**
   * RongCloud's event of a user, its event of the room, or the comparison's finding: RongCloud has a member whose join no
   * callback reported, or lacks one whose leave none reported. Of a room, `seen` means that there are more such members
   * than RongCloud lists.
   */
  readonly kind: 'joined' | 'left' | 'created' | 'dropped' | 'seen' | 'missing';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** DynamoDB takes 1,000 writes a second to a partition: a class of thousands that leaves at once is spread over these. */
const parts = 4;
const pageItems = 500;
const dayMs = 86_400_000;

export const partOf = (userId: string) =>
  [...userId].reduce((sum, character) => sum + character.charCodeAt(0), 0) % parts;

const roomPart = (chatroomId: number, part: number) => `${chatroomId}.${part}`;

/** Milliseconds until the year 2286 in digits that sort as text. */
const timeDigits = 13;

/** The same event has the same key, so that it counts once however often it comes. No user id contains a blank. */
const keyOf = ({ chatroomId, userId, kind, at }: AttendanceEvent) => ({
  roomPart: roomPart(chatroomId, userId === '' ? 0 : partOf(userId)),
  event: `${userId} ${String(at).padStart(timeDigits, '0')} ${kind}`,
});

function eventOf(chatroomId: number, text: unknown): AttendanceEvent {
  const [userId = '', at, kind] = String(text).split(' ');
  return { chatroomId, userId, kind: kind as AttendanceEvent['kind'], at: Number(at) };
}

/** Behind every event of the user: `!` follows the blank. */
const behind = (userId: string) => `${userId}!`;

/** The events of users in a room, by part, user and time, behind the user `after`. */
async function* userEvents(
  table: Table,
  { chatroomId, after }: { readonly chatroomId: number; readonly after: string },
  deadlineAt: number,
): AsyncGenerator<AttendanceEvent> {
  const keys = '#roomPart = :roomPart AND #event > :start';
  let start = behind(after);
  for (let part = partOf(after); part < parts; part += 1) {
    let items: readonly Item[];
    do {
      const values = { ':roomPart': roomPart(chatroomId, part), ':start': start };
      items = await table.query({ keys, values, limit: pageItems }, deadlineAt);
      for (const { event } of items) yield eventOf(chatroomId, event);
      start = String(items.at(-1)?.event);
    } while (items.length === pageItems);
    start = behind('');
  }
}

export function attendanceReader(deps: Deps) {
  const table = new Table(deps, 'attendance');
  return {
    /** The users of a room with their events in the order of time, behind the user `after` if there is one. */
    users: async function* (
      chatroomId: number,
      after: string | undefined,
      deadlineAt: number,
    ): AsyncGenerator<{ readonly userId: string; readonly events: readonly AttendanceEvent[] }> {
      let user = { userId: '', events: [] as AttendanceEvent[] };
      for await (const event of userEvents(table, { chatroomId, after: after ?? '' }, deadlineAt)) {
        if (event.userId !== user.userId) {
          if (user.events.length > 0) yield user;
          user = { userId: event.userId, events: [] };
        }
        user.events.push(event);
      }
      if (user.events.length > 0) yield user;
    },
    /** The events of the room itself. */
    ofRoom: async (chatroomId: number, deadlineAt: number): Promise<readonly AttendanceEvent[]> => {
      const query = {
        keys: '#roomPart = :roomPart AND #event < :users',
        values: { ':roomPart': roomPart(chatroomId, 0), ':users': behind('') },
        limit: pageItems,
      };
      return (await table.query(query, deadlineAt)).map(({ event }) => eventOf(chatroomId, event));
    },
  };
}

export type AttendanceReader = ReturnType<typeof attendanceReader>;

/** @returns what stores events. Storing an event again changes nothing. */
export function attendanceWriter(deps: Deps) {
  const table = tableName(deps, 'attendance');
  const keptMs = readSetting(deps.environment, settings.attendanceDays) * dayMs;
  return (events: readonly AttendanceEvent[], deadlineAt: number): Promise<void> => {
    const items = events.map((event) => ({
      ...keyOf(event),
      expiresAt: Math.ceil((event.at + keptMs) / 1_000),
    }));
    // DynamoDB refuses a batch that has a key twice.
    const unique = new Map(items.map((item) => [`${item.roomPart} ${item.event}`, item]));
    return writeAll(deps, table, [...unique.values()], deadlineAt);
  };
}

export type StoreAttendance = ReturnType<typeof attendanceWriter>;
