import type { AttendanceEvent, AttendanceReader } from '../../../functions/dynamodb/attendance.ts';
import type { Chatroom } from '../../../functions/dynamodb/chatroom.ts';

const minute = 60_000;
export const now = Date.UTC(2026, 0, 5, 3, 0, 0);
/** The time this number of minutes ago. */
export const ago = (minutes: number) => now - minutes * minute;

/** Room 2 was created an hour ago. */
export const room = {
  chatroomId: 2,
  creator: 'teacher1',
  createdAt: new Date(ago(60)).toISOString(),
} as Chatroom;

export const roomEvent = (kind: AttendanceEvent['kind'], at: number): AttendanceEvent => ({
  chatroomId: 2,
  userId: '',
  kind,
  at,
});

/** `joined 60, left 50` in minutes ago. */
export const eventsOf = (userId: string, text: string): AttendanceEvent[] =>
  text.split(', ').map((one) => {
    const [kind, minutes] = one.split(' ');
    return { chatroomId: 2, userId, kind: kind as AttendanceEvent['kind'], at: ago(Number(minutes)) };
  });

/** Reads attendance from memory, the users in the order of their ids. */
export function recorded(
  ofRoom: readonly AttendanceEvent[],
  ofUsers: Readonly<Record<string, string>>,
): AttendanceReader {
  return {
    ofRoom: async () => ofRoom,
    users: async function* (_chatroomId, after = '') {
      for (const [userId, text] of Object.entries(ofUsers)) {
        if (userId > after) yield { userId, events: eventsOf(userId, text) };
      }
    },
  };
}
