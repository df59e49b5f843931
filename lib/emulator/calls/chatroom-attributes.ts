import type { Behaviour } from '../behaviour.ts';
import { flag, id, json, optional, text, texts } from '../parameters.ts';
import { perSecond } from '../rates.ts';
import { Refusal } from '../refusals.ts';
import type { Attribute, Chatroom } from '../state/chatroom.ts';
import { type Call, roomCall } from './call.ts';

// https://docs.rongcloud.io/platform-chat-api/chatroom/kv-attribute/set-kv-entry and its neighbours
const keyPattern = /^[A-Za-z0-9+=_-]{1,128}$/;
const maxValueCharacters = 4096;
const maxAttributes = 100;
const maxInBatch = 20;
const maxObjectNameCharacters = 32;
const changesPerSecond = 100;

/** Single and batch calls draw on the same hundred. */
const setRates = [perSecond('attributes set', changesPerSecond)];
const removeRates = [perSecond('attributes removed', changesPerSecond)];

export type Entries = Readonly<Record<string, string>>;

const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string' && one.length <= maxValueCharacters);

const isKeys = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((key) => typeof key === 'string');

/** JSON text of keys and values. */
export const entryInfo = json(isEntries);
const entryKeys = json(isKeys);

/** A batch counts for each attribute in it; one that cannot be read counts for one. */
function batchSize(form: URLSearchParams, name: string): number {
  try {
    return Math.max(1, Object.keys(Object(JSON.parse(form.get(name) ?? '{}'))).length);
  } catch {
    return 1;
  }
}

export interface Writing {
  readonly userId: string;
  readonly autoDelete: boolean;
  readonly now: number;
}

/** @throws Refusal before anything is written. */
export function checkEntries(entries: Entries, behaviour: Behaviour): void {
  const keys = Object.keys(entries);
  if (keys.length > maxInBatch) throw new Refusal(behaviour.longList, `At most ${maxInBatch} attributes.`);
  const wrong = keys.find((key) => !keyPattern.test(key));
  if (wrong !== undefined) throw new Refusal('badParameter', 'Attribute key is not allowed.');
}

/** @throws Refusal tooManyAttributes, with nothing written. */
export function writeEntries(room: Chatroom, entries: Entries, { userId, autoDelete, now }: Writing): void {
  const added = Object.keys(entries).filter((key) => !room.attributes.has(key));
  if (room.attributes.size + added.length > maxAttributes) throw new Refusal('tooManyAttributes');
  for (const [key, value] of Object.entries(entries))
    room.attributes.set(key, { value, userId, autoDelete, setAt: now });
}

/** What clients are told of the change; nothing here delivers it. */
const notice = {
  objectName: optional(text({ maxCharacters: maxObjectNameCharacters })),
  content: optional(text()),
};

function onWire([key, { value, userId, autoDelete, setAt }]: [string, Attribute], behaviour: Behaviour) {
  const number = (amount: number) => (behaviour.attributeNumbers === 'text' ? String(amount) : amount);
  return { key, value, userId, autoDelete: number(autoDelete ? 1 : 0), lastSetTime: number(setAt) };
}

export const chatroomAttributeCalls: readonly Call[] = [
  roomCall({
    path: '/chatroom/entry/set.json',
    parameters: { userId: id(), key: text(), value: text(), autoDelete: optional(flag(), false), ...notice },
    rates: setRates,
    service: 'attributes',
    run: (room, { userId, key, value, autoDelete }, { behaviour, now }) => {
      if (value.length > maxValueCharacters) throw new Refusal('parameterTooLong', 'value is too long.');
      checkEntries({ [key]: value }, behaviour);
      writeEntries(room, { [key]: value }, { userId, autoDelete, now });
    },
  }),
  roomCall({
    path: '/chatroom/entry/batch/set.json',
    parameters: { entryOwnerId: id(), entryInfo, autoDelete: optional(flag(), false) },
    rates: setRates,
    cost: (form) => batchSize(form, 'entryInfo'),
    service: 'attributes',
    run: (room, { entryOwnerId, entryInfo, autoDelete }, { behaviour, now }) => {
      checkEntries(entryInfo, behaviour);
      writeEntries(room, entryInfo, { userId: entryOwnerId, autoDelete, now });
    },
  }),
  roomCall({
    path: '/chatroom/entry/remove.json',
    parameters: { userId: id(), key: text(), ...notice },
    rates: removeRates,
    service: 'attributes',
    run: (room, { key }) => {
      if (!room.attributes.delete(key)) throw new Refusal('noSuchAttribute');
    },
  }),
  roomCall({
    path: '/chatroom/entry/batch/remove.json',
    parameters: { entryOwnerId: id(), entryKeys },
    rates: removeRates,
    cost: (form) => batchSize(form, 'entryKeys'),
    service: 'attributes',
    run: (room, { entryKeys }, { behaviour }) => {
      if (entryKeys.length > maxInBatch) throw new Refusal(behaviour.longList, `At most ${maxInBatch} keys.`);
      for (const key of entryKeys) room.attributes.delete(key);
    },
  }),
  roomCall({
    path: '/chatroom/entry/query.json',
    parameters: { keys: optional(texts(maxAttributes), []) },
    service: 'attributes',
    withoutRoom: { keys: [] },
    run: (room, { keys }, { behaviour }) => ({
      keys: [...room.attributes]
        .filter(([key]) => keys.length === 0 || keys.includes(key))
        .map((attribute) => onWire(attribute, behaviour)),
    }),
  }),
];
