import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { type Chatroom, chatroom, type NewChatroom } from './chatroom.ts';
import { chatroomReader, type FindChatroom } from './chatroom-reader.ts';
import { type Change, openTable } from './table.ts';

/** Longer than a function lives and RongCloud works on its last call: after it, nobody is at work on a CREATING row. */
const createLeaseMs = 35_000;
/** Longer than a function lives: after it, another may make the room again. */
const healLeaseMs = 10_000;
/** A create may reach RongCloud a minute after its caller gave up; the last destroy comes after that. */
const lastDestroyAfterMs = 90_000;
/** After this long, a room that could not be ended is tried again. */
const postponeMs = 30_000;
/** The one key of the index `pending`: it holds few rooms at a time. */
const pending = 'yes';

export interface Heal {
  readonly chatroomId: number;
  /** Of this attempt alone. */
  readonly healToken: string;
}

export interface ChatroomStore {
  readonly find: FindChatroom;
  /** Writes the intent where the id is free. @returns the row that is there then: ours, or another's. */
  intend(room: NewChatroom, deadlineAt: number): Promise<Chatroom>;
  /** Takes up a create that somebody else began, or may have. */
  extendLease(chatroomId: number, deadlineAt: number): Promise<void>;
  /** CREATING → ACTIVE. @returns false where the create was given up in the meantime. */
  activate(chatroomId: number, deadlineAt: number): Promise<boolean>;
  /** Ends an intent that never went to RongCloud. */
  drop(chatroomId: number, deadlineAt: number): Promise<void>;
  /**
   * Takes the lease for making a room again that a look begun at `lookedAt` did not find at RongCloud.
   * @returns false where another is at it or has done it since, or the room is no longer ACTIVE.
   */
  beginHeal(heal: Heal & { lookedAt: number }, deadlineAt: number): Promise<boolean>;
  /** @returns false where the room was destroyed in the meantime. */
  finishHeal(heal: Heal, deadlineAt: number): Promise<boolean>;
  /** Lets another try at once. */
  giveUpHeal(heal: Heal, deadlineAt: number): Promise<void>;
  /** ACTIVE → DESTROYING; already so is fine. From here on nobody joins. */
  beginDestroy(chatroomId: number, deadlineAt: number): Promise<void>;
  /** CREATING → DESTROYING. @returns false where the create was taken up since it was seen due at `dueAt`. */
  giveUpCreate(room: { chatroomId: number; dueAt: number }, deadlineAt: number): Promise<boolean>;
  /** Puts a room off that could not be ended, so that others come first. */
  postpone(room: { chatroomId: number; dueAt: number }, deadlineAt: number): Promise<void>;
  /** DESTROYING → DESTROYED; the reconciler is done with it. */
  finishDestroy(chatroomId: number, deadlineAt: number): Promise<void>;
  /** Ids of rooms that the reconciler has to look at, the longest due first. */
  due(most: number, deadlineAt: number): Promise<readonly number[]>;
  /** How many rooms of the user live, up to `most`. Eventually consistent. */
  countLiving(creator: string, most: number, deadlineAt: number): Promise<number>;
}

/** A dead room counts in nobody's quota and is healed by nobody. */
const whatOnlyLivingRoomsHave = '#livingOf, #healToken, #healUntil';

export function chatroomStore(deps: Deps): ChatroomStore {
  const table = openTable(deps, settings.chatroomsTable);
  const { clock } = deps;
  const timestamp = () => new Date(clock.now()).toISOString();

  const find = chatroomReader(deps);

  /** Makes a change, or finds by `isDone` that it had been made: by us, the reply lost, or by another. */
  const make = async (
    room: { chatroomId: number; isDone?: (row: Chatroom) => boolean },
    change: Change,
    deadlineAt: number,
  ) => {
    const { chatroomId, isDone } = room;
    if ((await table.update({ chatroomId }, change, deadlineAt)) !== undefined) return true;
    if (isDone === undefined) return false;
    const row = await find(chatroomId, deadlineAt);
    return row !== undefined && isDone(row);
  };

  return {
    find,

    intend: async (room, deadlineAt) => {
      const row = {
        ...room,
        state: 'CREATING',
        createdAt: timestamp(),
        livingOf: room.creator,
        pending,
        dueAt: clock.now() + createLeaseMs,
      };
      const guard = { condition: 'attribute_not_exists(#chatroomId)', values: {} };
      const isOurs = await table.put(row, guard, deadlineAt);
      return chatroom.parse(isOurs ? row : await find(room.chatroomId, deadlineAt));
    },

    extendLease: async (chatroomId, deadlineAt) => {
      const change = {
        set: 'SET #dueAt = :dueAt',
        condition: '#state = :creating',
        values: { ':dueAt': clock.now() + createLeaseMs, ':creating': 'CREATING' },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    activate: (chatroomId, deadlineAt) => {
      const change = {
        set: 'SET #state = :active, #activatedAt = :now',
        remove: '#pending, #dueAt',
        condition: '#state = :creating',
        values: { ':active': 'ACTIVE', ':creating': 'CREATING', ':now': timestamp() },
      };
      return make({ chatroomId, isDone: ({ activatedAt }) => activatedAt !== undefined }, change, deadlineAt);
    },

    drop: async (chatroomId, deadlineAt) => {
      const change = {
        set: 'SET #state = :destroyed',
        remove: `#pending, #dueAt, ${whatOnlyLivingRoomsHave}`,
        condition: '#state = :creating',
        values: { ':destroyed': 'DESTROYED', ':creating': 'CREATING' },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    beginHeal: ({ chatroomId, healToken, lookedAt }, deadlineAt) => {
      const isFree = '(attribute_not_exists(#healUntil) OR #healUntil < :now)';
      const isStillLost = '(attribute_not_exists(#healedAt) OR #healedAt < :lookedAt)';
      const change = {
        set: 'SET #healToken = :token, #healUntil = :until',
        condition: `#state = :active AND ${isFree} AND ${isStillLost}`,
        values: {
          ':token': healToken,
          ':until': clock.now() + healLeaseMs,
          ':now': clock.now(),
          ':lookedAt': lookedAt,
          ':active': 'ACTIVE',
        },
      };
      return make({ chatroomId, isDone: (row) => row.healToken === healToken }, change, deadlineAt);
    },

    finishHeal: ({ chatroomId, healToken }, deadlineAt) => {
      const change = {
        set: 'SET #healedAt = :now',
        remove: '#healToken, #healUntil',
        condition: '#state = :active AND #healToken = :token',
        values: { ':now': clock.now(), ':active': 'ACTIVE', ':token': healToken },
      };
      return make({ chatroomId, isDone: ({ state }) => state === 'ACTIVE' }, change, deadlineAt);
    },

    giveUpHeal: async ({ chatroomId, healToken }, deadlineAt) => {
      const change = {
        remove: '#healToken, #healUntil',
        condition: '#healToken = :token',
        values: { ':token': healToken },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    beginDestroy: async (chatroomId, deadlineAt) => {
      const change = {
        set: 'SET #state = :destroying, #pending = :pending, #dueAt = :dueAt, #destroyedAt = :now',
        remove: whatOnlyLivingRoomsHave,
        condition: '#state = :active',
        values: {
          ':destroying': 'DESTROYING',
          ':active': 'ACTIVE',
          ':pending': pending,
          ':dueAt': clock.now() + lastDestroyAfterMs,
          ':now': timestamp(),
        },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    giveUpCreate: ({ chatroomId, dueAt }, deadlineAt) => {
      const change = {
        set: 'SET #state = :destroying, #dueAt = :next',
        remove: whatOnlyLivingRoomsHave,
        condition: '#state = :creating AND #dueAt = :seen',
        values: {
          ':destroying': 'DESTROYING',
          ':creating': 'CREATING',
          ':next': clock.now() + lastDestroyAfterMs,
          ':seen': dueAt,
        },
      };
      return make({ chatroomId }, change, deadlineAt);
    },

    finishDestroy: async (chatroomId, deadlineAt) => {
      const change = {
        set: 'SET #state = :destroyed',
        remove: '#pending, #dueAt',
        condition: '#state = :destroying',
        values: { ':destroyed': 'DESTROYED', ':destroying': 'DESTROYING' },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    postpone: async ({ chatroomId, dueAt }, deadlineAt) => {
      const change = {
        set: 'SET #dueAt = :next',
        condition: '#dueAt = :seen',
        values: { ':next': clock.now() + postponeMs, ':seen': dueAt },
      };
      await make({ chatroomId }, change, deadlineAt);
    },

    due: async (most, deadlineAt) => {
      const query = {
        index: 'pending',
        keys: '#pending = :pending AND #dueAt <= :now',
        values: { ':pending': pending, ':now': clock.now() },
        most,
      };
      return (await table.query(query, deadlineAt)).map(({ chatroomId }) => Number(chatroomId));
    },

    countLiving: (creator, most, deadlineAt) =>
      table.count(
        { index: 'living', keys: '#livingOf = :creator', values: { ':creator': creator }, most },
        deadlineAt,
      ),
  };
}
