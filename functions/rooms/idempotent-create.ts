import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import { chatroomIds } from '../dynamodb/chatroom-ids.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import { type Creation, type CreationKey, creationStore } from '../dynamodb/idempotency-records.ts';
import type { Deps } from '../platform/deps.ts';
import { createLimits } from './create-limits.ts';

/** What a create finds: the note of an earlier one, and why the user may make no other room now. */
interface Seen {
  readonly note: Creation | undefined;
  readonly refusal: Failure | undefined;
}

type Note = Pick<Creation, 'chatroomId' | 'createToken'>;

/** A create starts over where its id is taken, which happens after a restore alone, or its note names a dead room. */
const maxAttempts = 3;
/** 96 random bits: no two creates draw the same token. */
const tokenBytes = 12;

/**
 * Finds or makes the row of a create. The same create within the repeat window is the same room, also where both
 * run at once or the first died half way: HTTP libraries repeat a GET by themselves.
 */
export function reservation(deps: Deps, chatrooms: ChatroomStore) {
  const { clock, environment, randomBytes } = deps;
  const creations = creationStore(deps);
  const nextId = chatroomIds(deps);
  const limits = createLimits(deps, chatrooms);
  const repeatMs = readSetting(environment, settings.createRepeatSeconds) * 1_000;
  const destroyMinutes = readSetting(environment, settings.roomIdleMinutes);

  const rowOf = (key: CreationKey, chatroomId: number, createToken: string) =>
    ({ ...key, chatroomId, createToken, destroyType: 'idle', destroyMinutes }) as const;

  /** The room of an earlier create, if it lives: a note may outlive its room, and after a restore name another. */
  const adopt = async (key: CreationKey, note: Note, deadlineAt: number): Promise<Chatroom | undefined> => {
    const { chatroomId, createToken } = note;
    const room =
      (await chatrooms.find(chatroomId, deadlineAt)) ??
      (await chatrooms.intend(rowOf(key, chatroomId, createToken), deadlineAt));
    if (room.createToken !== createToken) return undefined;
    if (room.state === 'CREATING') await chatrooms.extendLease(chatroomId, deadlineAt);
    return room.state === 'CREATING' || room.state === 'ACTIVE' ? room : undefined;
  };

  /** Note and row at once: a crash between the two leaves a note to adopt, or a row that the reconciler ends. */
  const write = async (key: CreationKey, instead: Note | undefined, deadlineAt: number) => {
    const [chatroomId] = await Promise.all([nextId(deadlineAt), limits.count(key.creator, deadlineAt)]);
    const createToken = randomBytes(tokenBytes).toString('base64url');
    const note = { key, chatroomId, createToken, repeatedUntil: clock.now() + repeatMs };
    const [noted, room] = await Promise.all([
      repeatMs === 0 ? note : creations.note(note, instead, deadlineAt),
      chatrooms.intend(rowOf(key, chatroomId, createToken), deadlineAt),
    ]);
    return { noted, room, createToken };
  };

  const make = async (
    key: CreationKey,
    found: Creation | undefined,
    deadlineAt: number,
  ): Promise<Chatroom> => {
    let instead: Note | undefined = found;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const { noted, room, createToken } = await write(key, instead, deadlineAt);
      const isOurs = room.createToken === createToken;
      if (noted.createToken === createToken && isOurs) return room;
      if (noted.createToken !== createToken) {
        // The same create ran at once and was noted first. Its room may be destroyed by now, or given up.
        if (isOurs) await chatrooms.drop(room.chatroomId, deadlineAt);
        const others = await adopt(key, noted, deadlineAt);
        if (others !== undefined) return others;
      }
      instead = noted;
    }
    throw new Failure('INTERNAL', { log: { fault: 'chatroom ids are taken; see the runbook on restores' } });
  };

  return {
    /** Reads what `reserve` goes by. It writes nothing, so the caller need not be known yet. */
    look: async (key: CreationKey, deadlineAt: number): Promise<Seen> => {
      const [note, refusal] = await Promise.all([
        repeatMs === 0 ? undefined : creations.find(key, deadlineAt),
        limits.refusal(key.creator, deadlineAt),
      ]);
      return { note, refusal };
    },
    /** @returns a row that is ACTIVE, or CREATING and the caller's to bring to RongCloud. */
    reserve: async (key: CreationKey, { note, refusal }: Seen, deadlineAt: number): Promise<Chatroom> => {
      const isRepeat = note !== undefined && clock.now() < note.repeatedUntil;
      const room = isRepeat ? await adopt(key, note, deadlineAt) : undefined;
      if (room !== undefined) return room;
      if (refusal !== undefined) throw refusal;
      return await make(key, note, deadlineAt);
    },
  };
}
