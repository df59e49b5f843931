import { describe, expect, it } from 'vitest';
import { Failure } from '../../../functions/contract/failure.ts';
import { endPendingWork } from '../../../functions/rooms/pending-work.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { calledUpstream, refusedWith } from './called-upstream.ts';

const clock = manualClock();
const now = clock.now();

interface Due {
  readonly state: 'ACTIVE' | 'DESTROYING';
  /** RongCloud's reply about the room. */
  readonly failure?: Failure;
  readonly controlsAt?: number;
}

const outage = new Failure('UPSTREAM_UNAVAILABLE');
const down: Due = { state: 'DESTROYING', failure: outage };
const up: Due = { state: 'DESTROYING' };

/** Works off rooms 1, 2, 3 … that are due. @returns the outcome and the changes of the rows. */
async function endWork(due: readonly Due[]) {
  const { upstream } = calledUpstream((_path, { chatroomId }) => {
    const { failure } = due[Number(chatroomId) - 1] ?? {};
    if (failure !== undefined) throw failure;
    return { userIds: [] };
  });
  const changes: unknown[] = [];
  const context = {
    clock,
    upstream,
    sanctions: { ofRoom: async () => [] },
    chatrooms: {
      due: async () => due.map((_, index) => index + 1),
      find: async (chatroomId: number) => {
        const row = due[chatroomId - 1];
        return { chatroomId, isSilent: false, controlsVersion: 3, dueAt: now - 1, ...row };
      },
      change: async (chatroomId: number, event: string, given: object) => {
        changes.push([chatroomId, event, given]);
        return true;
      },
    },
  } as never;
  return { outcome: await endPendingWork(context, now + 50_000), changes };
}

describe('pending work', () => {
  it('ends after three failures in a row, and postpones each', async () => {
    const { outcome, changes } = await endWork([down, down, down, up]);
    expect(outcome).toEqual({ destroyed: 0, controlled: 0, failed: 3 });
    expect(changes).toEqual([1, 2, 3].map((id) => [id, 'postpone', { seenDueAt: now - 1 }]));
  });

  it('goes on if a success comes between the failures', async () => {
    const { outcome } = await endWork([down, down, up, down, down, up]);
    expect(outcome).toEqual({ destroyed: 2, controlled: 0, failed: 4 });
  });

  it('settles controls that RongCloud refuses, and sends them again in 90 seconds if it is out of reach', async () => {
    const controlsAt = now - 90_000;
    const active: Due = { state: 'ACTIVE', controlsAt };
    const { changes } = await endWork([
      { ...active, failure: refusedWith(1009) },
      { ...active, failure: outage },
      { ...active, controlsAt: controlsAt + 1 },
    ]);
    expect(changes).toEqual([
      [1, 'settleControls', { seenVersion: 3, seenControlsAt: controlsAt }],
      [2, 'postponeControls', { dueAt: now + 90_000 }],
      [3, 'postponeControls', { dueAt: now + 1 }],
    ]);
  });
});
