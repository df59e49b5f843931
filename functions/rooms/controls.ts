import { Failure } from '../contract/failure.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { Sanction, sanctionStore } from '../dynamodb/sanctions.ts';
import {
  blockMembers,
  endExemption,
  endSilence,
  exemptFromSilence,
  listExempt,
  muteMembers,
  silenceChatroom,
  unblockMembers,
  unmuteMembers,
} from '../rongcloud/chatroom-moderation.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { noSuchChatroom } from '../rongcloud/outcome.ts';
import { isRejectedWith } from '../rongcloud/upstream-failure.ts';
import { speakersOf } from './moderators.ts';
import type { RoomContext } from './room-context.ts';

/** RongCloud's code if the service is not enabled for the App Key. */
const serviceNotEnabled = 1009;
const minuteMs = 60_000;
/** Sanctions that end at different times are calls of their own. At 40 ms each, these stay below RongCloud's 100 a second. */
const groupsAtOnce = 3;

export const exemptIds = (room: Chatroom) => speakersOf(room).map(({ userId }) => userId);

/** Sends silence and its exceptions to RongCloud. Silence comes first, so that the room is never open in between. */
export async function sendSilence(upstream: RongCloud, room: Chatroom, deadlineAt: number): Promise<void> {
  if (room.isSilent === undefined) return;
  const { chatroomId } = room;
  await (room.isSilent ? silenceChatroom : endSilence)(upstream, chatroomId, deadlineAt);
  const wanted = exemptIds(room);
  const present = await listExempt(upstream, chatroomId, deadlineAt);
  const surplus = present.filter((id) => !wanted.includes(id));
  const missing = wanted.filter((id) => !present.includes(id));
  // The list takes 20 users: remove old ones first.
  await endExemption(upstream, { chatroomId, userIds: surplus }, deadlineAt);
  await exemptFromSilence(upstream, { chatroomId, userIds: missing }, deadlineAt);
}

/** How long RongCloud may still have an earlier, longer sanction of a call with an unknown outcome. */
const liftedAfterEndMs = 24 * 60 * minuteMs;

/** The remaining minutes; 0: lift it; undefined: nothing to do. */
function minutesLeft(untils: readonly (number | undefined)[], now: number): number | undefined {
  const set = untils.filter((one) => one !== undefined);
  const until = Math.max(0, ...set);
  if (until > now) return Math.ceil((until - now) / minuteMs);
  return set.includes(0) || until > now - liftedAfterEndMs ? 0 : undefined;
}

/** Sends sanctions of a room to RongCloud. A blocked user is muted too, because RongCloud lets users write from outside. */
export async function sendSanctions(
  { upstream, clock }: Pick<RoomContext, 'upstream' | 'clock'>,
  chatroomId: number,
  sanctions: readonly Sanction[],
  deadlineAt: number,
): Promise<void> {
  const now = clock.now();
  const send = async (
    minutesOf: (sanction: Sanction) => number | undefined,
    impose: typeof muteMembers,
    lift: typeof muteMembers,
  ) => {
    const groups = Map.groupBy(sanctions, minutesOf).entries();
    const sendGroups = async () => {
      for (const [minutes, alike] of groups) {
        const userIds = alike.map(({ userId }) => userId);
        if (minutes === 0) await lift(upstream, { chatroomId, userIds }, deadlineAt);
        else if (minutes) await impose(upstream, { chatroomId, userIds, minutes }, deadlineAt);
      }
    };
    await Promise.all(Array.from({ length: groupsAtOnce }, sendGroups));
  };
  await send(({ blockedUntil }) => minutesLeft([blockedUntil], now), blockMembers, unblockMembers);
  const muteMinutes = ({ mutedUntil, blockedUntil }: Sanction) =>
    minutesLeft([mutedUntil, blockedUntil], now);
  await send(muteMinutes, muteMembers, unmuteMembers);
}

export interface ControlsContext extends RoomContext {
  readonly sanctions: ReturnType<typeof sanctionStore>;
}

/** Sends all controls of a room to RongCloud. Repeating it is safe. */
export async function sendControls(context: ControlsContext, room: Chatroom, deadlineAt: number) {
  await sendSilence(context.upstream, room, deadlineAt);
  const all = await context.sanctions.ofRoom(room.chatroomId, deadlineAt);
  await sendSanctions(context, room.chatroomId, all, deadlineAt);
}

type Work = () => Promise<unknown>;

/**
 * Calls RongCloud about a room. A room that RongCloud lacks counts as a success: a join recreates it with its controls.
 * @throws Failure UPSTREAM_…, or NOT_ENABLED if the service is not enabled for the App Key.
 */
export async function callRongCloud(
  { chatrooms }: Pick<RoomContext, 'chatrooms'>,
  { chatroomId, aliveUntil }: Chatroom,
  work: Work,
  deadlineAt: number,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) {
      await chatrooms.change(chatroomId, 'reportMissing', { seenAliveUntil: aliveUntil }, deadlineAt);
      return;
    }
    if (isRejectedWith(error, serviceNotEnabled)) {
      throw new Failure('NOT_ENABLED', { cause: error, log: error.details.log });
    }
    throw error;
  }
}

/**
 * Sends controls that are already in the tables to RongCloud. After a failure the reconciler sends them again.
 * @throws as `callRongCloud`.
 */
export async function carryOut(
  context: Pick<RoomContext, 'chatrooms'>,
  room: Chatroom,
  work: Work,
  deadlineAt: number,
): Promise<void> {
  try {
    await callRongCloud(context, room, work, deadlineAt);
  } catch (error) {
    await context.chatrooms.change(room.chatroomId, 'hastenControls', {}, deadlineAt).catch(() => {});
    throw error;
  }
}
