import { Failure } from '../contract/failure.ts';
import { isProtected } from '../contract/sanction-row.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { wallClockTime } from '../contract/wall-clock-time.ts';
import { type AccountReader, accountReader, participantOf } from '../dynamodb/accounts.ts';
import type { Chatroom, Participant } from '../dynamodb/chatroom.ts';
import { ChatroomStore } from '../dynamodb/chatrooms.ts';
import { type SanctionKind, sanctionStore } from '../dynamodb/sanctions.ts';
import type { User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { changeControls } from './change-controls.ts';
import { bringSanctions, carryOut } from './controls.ts';
import { isOwner, requireModerator } from './moderators.ts';

const minuteMs = 60_000;

interface SanctionCall {
  readonly id: number;
  readonly user: string;
  readonly minutes: number;
}

/** A user whom a moderator may mute and kick. @throws Failure USER_NOT_FOUND, or NOT_ALLOWED. */
async function findTarget(
  accounts: AccountReader,
  room: Chatroom,
  username: string,
  deadlineAt: number,
): Promise<Participant> {
  const user = await accounts.find(username, deadlineAt);
  if (user === undefined) throw new Failure('USER_NOT_FOUND');
  if (isOwner(room, user)) throw new Failure('NOT_ALLOWED', { refusal: isProtected });
  return participantOf(user);
}

/** The operation of chatroom_mute and chatroom_kick: imposes or lifts a user's sanction of this kind. */
export function sanctionOperation(deps: Deps, upstream: RongCloud, kind: SanctionKind) {
  const { clock } = deps;
  const chatrooms = new ChatroomStore(deps);
  const sanctions = sanctionStore(deps);
  const accounts = accountReader(deps);
  const context = { clock, chatrooms };
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }: SanctionCall, { deadlineAt }: { deadlineAt: number }) =>
      chatrooms.find(id, deadlineAt),
    handle: async (
      { id, user: username, minutes }: SanctionCall,
      { user, deadlineAt }: { user: User; deadlineAt: number },
      found: Chatroom | undefined,
    ) => {
      const room = requireModerator(found, user);
      const target = await findTarget(accounts, room, username, deadlineAt);
      const until = minutes === 0 ? 0 : clock.now() + minutes * minuteMs;
      const row = await changeControls(context, room, 'beginSanction', {}, deadlineAt);
      const change = { chatroomId: id, target, kind, until, by: user.username, at: row.controlsAt };
      const sanction = await sanctions.set(change, deadlineAt);
      // A later call has decided about the user, and sends that to RongCloud.
      const all = sanction === undefined ? [] : [sanction];
      const now = clock.now();
      await carryOut(
        { chatrooms },
        row,
        () => bringSanctions(upstream, all, { now, deadlineAt }),
        deadlineAt,
      );
      return { until: until === 0 ? null : shown(new Date(until).toISOString()) };
    },
  };
}
