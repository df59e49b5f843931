import { Failure } from '../contract/failure.ts';
import { isProtected } from '../contract/sanction-row.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { wallClockTime } from '../contract/wall-clock-time.ts';
import type { Chatroom, Participant } from '../dynamodb/chatroom.ts';
import { type SanctionKind, sanctionStore } from '../dynamodb/sanctions.ts';
import { type AccountReader, accountReader, participantOf, type User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import { changeControls } from './change-controls.ts';
import { carryOut, sendSanctions, sendSilence } from './controls.ts';
import { mayModerate, requireModerator } from './moderators.ts';
import { roomContext } from './room-context.ts';

const minuteMs = 60_000;

interface SanctionCall {
  readonly id: number;
  readonly user: string;
  readonly minutes: number;
}

/**
 * Finds the user of a sanction. A moderator could lift their own, and always speaks.
 * @throws Failure USER_NOT_FOUND, or NOT_ALLOWED for a moderator.
 */
async function findTarget(
  accounts: AccountReader,
  room: Chatroom,
  { user: username, minutes }: SanctionCall,
  deadlineAt: number,
): Promise<Participant> {
  const user = await accounts.find(username, deadlineAt);
  if (user === undefined) throw new Failure('USER_NOT_FOUND');
  // A sanction from before an appointment can still be lifted.
  if (minutes > 0 && mayModerate(room, user)) throw new Failure('NOT_ALLOWED', { refusal: isProtected });
  return participantOf(user);
}

/** The operation of chatroom_mute and chatroom_kick: imposes or lifts a user's sanction of this kind. */
export function sanctionOperation(deps: Deps, kind: SanctionKind) {
  const context = roomContext(deps);
  const { clock, upstream, chatrooms } = context;
  const sanctions = sanctionStore(deps);
  const accounts = accountReader(deps);
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }: SanctionCall, { deadlineAt }: { deadlineAt: number }) =>
      chatrooms.find(id, deadlineAt),
    handle: async (
      call: SanctionCall,
      { user, deadlineAt }: { user: User; deadlineAt: number },
      found: Chatroom | undefined,
    ) => {
      const room = requireModerator(found, user);
      const { id, minutes } = call;
      const target = await findTarget(accounts, room, call, deadlineAt);
      const until = minutes === 0 ? 0 : clock.now() + minutes * minuteMs;
      const withoutTarget = ({ speakers }: Chatroom) => ({
        // RongCloud lets a speaker of a silenced room write although they are muted.
        speakers: speakers.filter(({ username }) => minutes === 0 || username !== target.username),
      });
      const row = await changeControls(context, room, withoutTarget, deadlineAt);
      const change = { chatroomId: id, target, kind, until, by: user.username, at: row.controlsAt };
      const sanction = await sanctions.set(change, deadlineAt);
      // A later call has decided about the user, and sends that to RongCloud.
      const all = sanction === undefined ? [] : [sanction];
      const send = async () => {
        await sendSanctions(context, id, all, deadlineAt);
        if (row.isSilent && minutes > 0) await sendSilence(upstream, row, deadlineAt);
      };
      await carryOut(context, row, send, deadlineAt);
      return { until: until === 0 ? null : shown(until) };
    },
  };
}
