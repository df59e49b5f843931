import * as z from 'zod/mini';
import { defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';

/**
 * Entries are the key-value attributes of a room: at most 100 keys, of up to 128 characters `A-Za-z0-9+=-_`, with
 * values of up to 4096. The service must be enabled (else code 1009). RongCloud counts 100 entries a second, set
 * singly or in batches. Source: docs.rongcloud.io/platform-chat-api/chatroom/kv-attribute.
 */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

export interface EntryToSet extends Entry {
  readonly chatroomId: string;
  /** Whom the entry belongs to; need not be a member. */
  readonly ownerId: string;
  /** Whether it goes when its owner leaves; default no. */
  readonly isRemovedOnLeave?: boolean;
}

const setCall = /* @__PURE__ */ defineCall('/chatroom/entry/set.json');

/** Sets one entry, whoever owns it. */
export async function setEntry(rongCloud: RongCloud, entry: EntryToSet, deadlineAt: number): Promise<void> {
  const { chatroomId, ownerId, key, value, isRemovedOnLeave = false } = entry;
  const form = { chatroomId, userId: ownerId, key, value, autoDelete: Number(isRemovedOnLeave) };
  await rongCloud.request(setCall, form, deadlineAt);
}

const setBatchCall = /* @__PURE__ */ defineCall('/chatroom/entry/batch/set.json');
const setAtOnce = 20;

/** Sets entries of one owner, 20 a call. */
export async function setEntries(
  rongCloud: RongCloud,
  entries: Omit<EntryToSet, keyof Entry> & { readonly entries: readonly Entry[] },
  deadlineAt: number,
): Promise<void> {
  const { chatroomId, ownerId, isRemovedOnLeave = false } = entries;
  await inBatches(entries.entries, setAtOnce, (batch) => {
    const entryInfo = JSON.stringify(Object.fromEntries(batch.map(({ key, value }) => [key, value])));
    const form = { chatroomId, entryOwnerId: ownerId, autoDelete: Number(isRemovedOnLeave), entryInfo };
    return rongCloud.request(setBatchCall, form, deadlineAt);
  });
}

const removeCall = /* @__PURE__ */ defineCall('/chatroom/entry/remove.json');

/** Removes one entry in its owner's name. */
export async function removeEntry(
  rongCloud: RongCloud,
  { chatroomId, ownerId, key }: Pick<EntryToSet, 'chatroomId' | 'ownerId' | 'key'>,
  deadlineAt: number,
): Promise<void> {
  await rongCloud.request(removeCall, { chatroomId, userId: ownerId, key }, deadlineAt);
}

const removeBatchCall = /* @__PURE__ */ defineCall('/chatroom/entry/batch/remove.json');
const removedAtOnce = 20;

/** Removes entries whoever owns them, 20 a call. */
export async function removeEntries(
  rongCloud: RongCloud,
  entries: Pick<EntryToSet, 'chatroomId' | 'ownerId'> & { readonly keys: readonly string[] },
  deadlineAt: number,
): Promise<void> {
  const { chatroomId, ownerId, keys } = entries;
  await inBatches(keys, removedAtOnce, (batch) => {
    const form = { chatroomId, entryOwnerId: ownerId, entryKeys: JSON.stringify(batch) };
    return rongCloud.request(removeBatchCall, form, deadlineAt);
  });
}

/** Told as a number by some of RongCloud's servers and as its text by others. */
const numeric = () =>
  z.pipe(
    z.union([z.int(), z.string().check(z.regex(/^\d{1,15}$/))]),
    z.transform((value: number | string) => Number(value)),
  );

const queryCall = /* @__PURE__ */ defineCall('/chatroom/entry/query.json', () =>
  z.object({
    keys: z.array(
      z.object({
        key: z.string(),
        value: z.string(),
        userId: z.string(),
        autoDelete: numeric(),
        lastSetTime: numeric(),
      }),
    ),
  }),
);

/** RongCloud takes 100; the values of 10 are what surely fits into the 64 KB that the client reads. */
const queriedAtOnce = 10;

export interface StoredEntry extends Entry {
  readonly ownerId: string;
  readonly isRemovedOnLeave: boolean;
  /** Milliseconds since the epoch. */
  readonly setAt: number;
}

/** Those of these entries that a room has, asked for 10 a call; at most 100 calls a second. */
export async function getEntries(
  rongCloud: RongCloud,
  { chatroomId, keys }: { readonly chatroomId: string; readonly keys: readonly string[] },
  deadlineAt: number,
): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  await inBatches(keys, queriedAtOnce, async (batch) => {
    const reply = await rongCloud.request(queryCall, { chatroomId, keys: batch }, deadlineAt);
    for (const { key, value, userId, autoDelete, lastSetTime } of reply.keys) {
      entries.push({
        key,
        value,
        ownerId: userId,
        isRemovedOnLeave: autoDelete === 1,
        setAt: lastSetTime,
      });
    }
  });
  return entries;
}
