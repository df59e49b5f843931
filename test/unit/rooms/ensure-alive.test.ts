import { expect, it } from 'vitest';
import type { Chatroom } from '../../../functions/dynamodb/chatroom.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { recreateMissing } from '../../../functions/rooms/ensure-alive.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { calledUpstream } from './called-upstream.ts';

it('sends controls again that changed while a room was recreated, and ends with their version', async () => {
  const clock = manualClock();
  const { calls, upstream } = calledUpstream((path) => (path.endsWith('query.json') ? { userIds: [] } : {}));
  const nobody: Chatroom['speakers'] = [];
  const room = {
    chatroomId: 2,
    state: 'ACTIVE',
    creator: 'teacher1',
    creatorId: 'teacher1',
    destroyMinutes: 60,
    aliveUntil: 0,
    controlsVersion: 0,
    speakers: nobody,
    assistants: nobody,
  } as Chatroom;
  let row: Chatroom = room;
  const versions: unknown[] = [];
  const chatrooms = {
    find: async () => row,
    change: async (_id: number, event: string, given: { token: string; seenVersion?: number }) => {
      if (event !== 'finishRecreate') return true;
      versions.push(given.seenVersion);
      if (given.seenVersion === row.controlsVersion && versions.length > 1) return true;
      // A moderator silences the room meanwhile.
      row = { ...room, controlsVersion: 1, isSilent: true, checkToken: given.token };
      return false;
    },
  };
  const context = { ...processDeps, clock, upstream, chatrooms, sanctions: { ofRoom: async () => [] } };
  await recreateMissing(context as never, room, clock.now() + 5_000);
  expect(versions).toEqual([0, 1]);
  expect(calls).toEqual([
    'create_new 0 60',
    'ban/add',
    'user/ban/whitelist/query',
    'user/ban/whitelist/add teacher1',
  ]);
});
