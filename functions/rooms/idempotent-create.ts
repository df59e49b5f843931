import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import { chatroomIds } from '../dynamodb/chatroom-ids.ts';
import {
  type CreateKey,
  type IdempotencyRecord,
  idempotencyRecords,
} from '../dynamodb/idempotency-records.ts';
import { type Deps, drawToken } from '../platform/deps.ts';
import { aliveUntil, createAtRongCloud } from './create-at-rongcloud.ts';
import { createLimits } from './create-limits.ts';
import { roomContext } from './room-context.ts';

interface Creation extends CreateKey {
  readonly creatorId: string;
}

/** Retried when the id is taken (only after a restore) or the recorded room is gone. */
const maxAttempts = 3;

type CreateContext = ReturnType<typeof createContext>;

export function createContext(deps: Deps) {
  const context = roomContext(deps);
  return {
    ...context,
    records: idempotencyRecords(deps),
    nextId: chatroomIds(deps),
    limits: createLimits(deps, context.chatrooms),
    repeatMs: readSetting(deps.environment, settings.createRepeatSeconds) * 1_000,
    destroyMinutes: readSetting(deps.environment, settings.roomIdleMinutes),
  };
}

/**
 * The reads for `createOnce`: the record of an earlier create, and why the user may create no other room now. It writes
 * nothing, so it may run before the password is checked.
 */
export async function readBeforeCreate(
  { records, limits, repeatMs }: CreateContext,
  key: CreateKey,
  deadlineAt: number,
) {
  const [record, refusal] = await Promise.all([
    repeatMs === 0 ? undefined : records.find(key, deadlineAt),
    limits.refusal(key.creator, deadlineAt),
  ]);
  return { record, refusal };
}

/**
 * Creates the recorded room at RongCloud and adds its row. Several calls may do so at once: RongCloud keeps the room
 * that is there, and the row is added once.
 * @returns the row of the id, which may now be another room's, or given up by the reconciler.
 */
async function finishCreate(
  context: CreateContext,
  key: Creation,
  record: IdempotencyRecord,
  deadlineAt: number,
): Promise<Chatroom> {
  const { chatrooms, clock, destroyMinutes } = context;
  const { chatroomId, createToken } = record;
  await createAtRongCloud(context, { chatroomId, destroyMinutes }, deadlineAt);
  const room = {
    ...key,
    chatroomId,
    createToken,
    createdAt: new Date(clock.now()).toISOString(),
    destroyMinutes,
    aliveUntil: aliveUntil(clock.now(), destroyMinutes),
  };
  return await chatrooms.add(room, deadlineAt);
}

/** The record may be older than the room's end, and after a restore name another room. */
const isActiveRoomOf = ({ createToken }: IdempotencyRecord, row: Chatroom) =>
  row.createToken === createToken && row.state === 'ACTIVE';

async function newRecord(context: CreateContext, { creator }: CreateKey, deadlineAt: number) {
  const { nextId, limits, clock, repeatMs } = context;
  const [chatroomId] = await Promise.all([nextId(deadlineAt), limits.count(creator, deadlineAt)]);
  const createToken = drawToken(context);
  return { chatroomId, createToken, repeatedUntil: clock.now() + repeatMs };
}

/**
 * Creates a room. The same create within the repeat window returns the same room, also if both run at once or the first one
 * died: HTTP libraries repeat a GET by themselves. If a create dies after it took an id, the reconciler ends it, because
 * the id has no row.
 * @returns the id of a room that is ACTIVE.
 */
export async function createOnce(
  context: CreateContext,
  key: Creation,
  { record, refusal }: Awaited<ReturnType<typeof readBeforeCreate>>,
  deadlineAt: number,
): Promise<number> {
  const { records, chatrooms, clock, repeatMs } = context;
  const finish = (recorded: IdempotencyRecord) => finishCreate(context, key, recorded, deadlineAt);
  const adopt = async (earlier: IdempotencyRecord) =>
    (await chatrooms.find(earlier.chatroomId, deadlineAt)) ?? (await finish(earlier));
  const isRepeat = record !== undefined && clock.now() < record.repeatedUntil;
  if (isRepeat && isActiveRoomOf(record, await adopt(record))) return record.chatroomId;
  if (refusal !== undefined) throw refusal;
  let instead: IdempotencyRecord | undefined = record;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const own = await newRecord(context, key, deadlineAt);
    const current = repeatMs === 0 ? own : await records.put(key, own, instead, deadlineAt);
    const row = await (current.createToken === own.createToken ? finish : adopt)(current);
    if (isActiveRoomOf(current, row)) return row.chatroomId;
    instead = current;
  }
  throw new Failure('INTERNAL', { log: { fault: 'chatroom ids are taken; see the runbook on restores' } });
}
