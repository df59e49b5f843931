import { defineCall } from './call.ts';
import { noSuchChatroom } from './chatrooms.ts';
import type { RongCloud } from './client.ts';
import { isRejectedWith } from './upstream-failure.ts';
import { waitingWhenBusy } from './when-busy.ts';

const joinCall = /* @__PURE__ */ defineCall('/chatroom/join.json');

/** No such path (404), a call that the key may not make (1007), a service that is not enabled (1009). */
const unsupportedCodes = [404, 1007, 1009];

/** For so long it is remembered that RongCloud has no such call. */
const rememberedMs = 10 * 60_000;

const unsupportedUntil = new WeakMap<RongCloud, number>();

/** The most that one call takes, by RongCloud's server SDKs before 3.0. */
const maxUsersInCall = 50;

export type Joined = 'joined' | 'unsupported' | 'no such chatroom';

export interface Joining {
  readonly chatroomId: string;
  readonly userId: string;
}

/** Users who go in by one call. */
interface Batch {
  readonly userIds: Set<string>;
  /** When the first of them must have their answer. */
  deadlineAt: number;
  readonly joined: Promise<Joined>;
}

interface Queue {
  /** The batch that is not sent yet. */
  gathering: Batch | undefined;
  /** Settles when all that was sent has been answered. */
  sent: Promise<unknown>;
}

const queues = new WeakMap<RongCloud, Map<string, Queue>>();

function queueOf(rongCloud: RongCloud, chatroomId: string): Queue {
  const ofClient = queues.get(rongCloud) ?? new Map<string, Queue>();
  queues.set(rongCloud, ofClient);
  const queue = ofClient.get(chatroomId) ?? { gathering: undefined, sent: Promise.resolve() };
  ofClient.set(chatroomId, queue);
  return queue;
}

async function send(rongCloud: RongCloud, chatroomId: string, batch: Omit<Batch, 'joined'>): Promise<Joined> {
  if (rongCloud.clock.now() < (unsupportedUntil.get(rongCloud) ?? 0)) return 'unsupported';
  try {
    const form = { userId: [...batch.userIds], chatroomId };
    await waitingWhenBusy(rongCloud, batch.deadlineAt, () =>
      rongCloud.request(joinCall, form, batch.deadlineAt),
    );
    return 'joined';
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return 'no such chatroom';
    if (!isRejectedWith(error, ...unsupportedCodes)) throw error;
    unsupportedUntil.set(rongCloud, rongCloud.clock.now() + rememberedMs);
    return 'unsupported';
  }
}

function openBatch(rongCloud: RongCloud, chatroomId: string, queue: Queue): Batch {
  const contents = { userIds: new Set<string>(), deadlineAt: Number.POSITIVE_INFINITY };
  const joined = queue.sent.then(() => {
    if (queue.gathering === batch) queue.gathering = undefined;
    return send(rongCloud, chatroomId, batch);
  });
  const batch: Batch = Object.assign(contents, { joined });
  queue.gathering = batch;
  queue.sent = joined
    .catch(() => {})
    .then(() => {
      if (queue.gathering === undefined) queues.get(rongCloud)?.delete(chatroomId);
    });
  return batch;
}

/**
 * Puts a user into a chatroom, where RongCloud still answers this call of 2016; `unsupported` where it does not, as
 * the current documentation says: there the app's own SDK joins. While a call is under way, those who come to the same
 * room are gathered and go in by the next one: a class that opens its course at once stays within 100 calls a second.
 * Source: RongCloud's server SDKs before 3.0.
 */
export function joinChatroom(
  rongCloud: RongCloud,
  { chatroomId, userId }: Joining,
  deadlineAt: number,
): Promise<Joined> {
  const queue = queueOf(rongCloud, chatroomId);
  const isFull = (queue.gathering?.userIds.size ?? 0) >= maxUsersInCall;
  const batch =
    queue.gathering === undefined || isFull ? openBatch(rongCloud, chatroomId, queue) : queue.gathering;
  batch.userIds.add(userId);
  batch.deadlineAt = Math.min(batch.deadlineAt, deadlineAt);
  return batch.joined;
}
