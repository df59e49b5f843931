import { describe, expect, it } from 'vitest';
import { roomAttendance } from '../../../functions/attendance/room-attendance.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { ago, now, recorded, room, roomEvent } from './recorded.ts';

/** Reads one page. `late` is how long after the room's own time RongCloud created it. */
function read(
  users: Record<string, string>,
  { late = 0, limit = 10, after }: { late?: number; limit?: number; after?: string } = {},
) {
  const context = {
    clock: manualClock(now),
    attendance: recorded([roomEvent('created', ago(60) + late)], users),
    // The tests read no names.
    accounts: { find: async () => undefined, named: async () => [] },
  };
  return roomAttendance(context, room, { limit, after }, now + 5_000);
}

describe('the attendance of a room', () => {
  it('is complete if RongCloud created the room at most a minute later by its own clock', async () => {
    expect((await read({}, { late: 60_000 })).isComplete).toBe(true);
    expect((await read({}, { late: 60_001 })).isComplete).toBe(false);
  });

  it('is incomplete on the page with the user of a lost callback only', async () => {
    const users = { ann: 'joined 50, left 40', bob: 'left 40' };
    expect(await read(users, { limit: 1 })).toMatchObject({ next: 'ann', isComplete: true });
    expect(await read(users, { limit: 1, after: 'ann' })).toMatchObject({
      next: undefined,
      isComplete: false,
    });
  });
});
