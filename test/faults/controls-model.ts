import { type LastSetting, lastSetting, slackMs } from './last-setting.ts';
import { type Begun, type Request, transientCodes } from './requests.ts';

interface Silence {
  readonly isSilent: boolean;
  readonly speakers: readonly string[];
}

/** The moment at which a mute or a block ends is between these; 0: there is none. */
interface Until {
  readonly from: number;
  readonly to: number;
}

interface Announced {
  readonly text: string;
  readonly by: string;
  /** When the first call with this text began. */
  readonly at: number;
}

/** The known controls of one room. */
export interface RoomControls {
  readonly silence: LastSetting<Silence>;
  readonly assistants: LastSetting<readonly string[]>;
  readonly announcement: LastSetting<Announced>;
  /** By `mute` or `kick` and the user. */
  readonly sanctions: Map<string, LastSetting<Until>>;
  /** Whoever was named as an assistant at some time. */
  readonly everAssistants: Set<string>;
  /** Whoever was muted or kicked at some time, which ends their exception from silence. */
  readonly everSanctioned: Set<string>;
  /** Until when a kick may keep a user out. */
  readonly maybeOutUntil: Map<string, number>;
}

export interface ControlsMeans {
  readonly now: () => number;
  readonly admins: readonly string[];
  readonly isAccount: (username: string) => boolean;
  /** Undefined where no create has answered the room. */
  readonly ownerOf: (id: number) => string | undefined;
  /** @throws Violation */
  readonly demand: (holds: boolean, invariant: string, detail: string) => void;
}

const minuteMs = 60_000;
/** The same announcement within this time is sent once. */
const repeatMs = 120_000;

const newRoom = (now: () => number): RoomControls => ({
  silence: lastSetting<Silence>({ isSilent: false, speakers: [] }, now),
  assistants: lastSetting<readonly string[]>([], now),
  announcement: lastSetting<Announced>({ text: '', by: '', at: 0 }, now),
  sanctions: new Map(),
  everAssistants: new Set(),
  everSanctioned: new Set(),
  maybeOutUntil: new Map(),
});

type Outcome = 'done' | 'refused' | 'unclear';

const outcomeOf = (code: string): Outcome => {
  if (code === 'OK') return 'done';
  return transientCodes.includes(code) ? 'unclear' : 'refused';
};

/** A setting that a call changes, and the value that it gives. */
const change = <T>(setting: LastSetting<T>, value: () => T) => ({
  ...setting,
  end: (call: Begun, step: number, outcome: Outcome) =>
    setting.end(call, step, outcome === 'done' ? { value: value() } : outcome),
});

/** The part of the model for controls: their last settings, and the replies that callers may get. */
export function createControlsModel({ now, admins, isAccount, ownerOf, demand }: ControlsMeans) {
  const rooms = new Map<number, RoomControls>();

  const roomOf = (id = 0): RoomControls => {
    const room = rooms.get(id) ?? newRoom(now);
    rooms.set(id, room);
    return room;
  };

  const sanctionOf = ({ sanctions }: RoomControls, kind: string, user = ''): LastSetting<Until> => {
    const setting = sanctions.get(`${kind} ${user}`) ?? lastSetting<Until>({ from: 0, to: 0 }, now);
    sanctions.set(`${kind} ${user}`, setting);
    return setting;
  };

  const untilOf = ({ request: { minutes = 0 }, at }: Begun): Until =>
    minutes === 0 ? { from: 0, to: 0 } : { from: at + minutes * minuteMs, to: now() + minutes * minuteMs };

  const isRepeat = (begun: Begun, { text, by }: Announced) =>
    text === begun.request.text && by === begun.request.user;

  const announcedBy = (begun: Begun, sent: number): Announced => {
    const { text = '', user, id } = begun.request;
    const before = roomOf(id).announcement.knownBefore(begun)?.value;
    const isSame = sent === 0 && before !== undefined && isRepeat(begun, before);
    return { text, by: user, at: isSame ? before.at : begun.at };
  };

  /** Undefined for a call that changes no controls. */
  const changeOf = (begun: Begun, sent = 0) => {
    const { command, id, target, isSilent = false, users = [] } = begun.request;
    const room = roomOf(id);
    if (command === 'silence')
      return change(room.silence, () => ({ isSilent, speakers: isSilent ? users : [] }));
    if (command === 'assistants') return change(room.assistants, () => users);
    if (command === 'announce') return change(room.announcement, () => announcedBy(begun, sent));
    if (command !== 'mute' && command !== 'kick') return undefined;
    return change(sanctionOf(room, command, target), () => untilOf(begun));
  };

  /** Undefined: it depends on what is not known. */
  const mayChange = ({ request: { id, user, command }, step }: Begun): boolean | undefined => {
    const owner = ownerOf(id ?? 0);
    if (admins.includes(user) || owner === user) return true;
    if (owner === undefined) return undefined;
    const { assistants, everAssistants } = roomOf(id);
    if (command === 'assistants' || !everAssistants.has(user)) return false;
    const known = assistants.known();
    return known !== undefined && known.step < step ? known.value.includes(user) : undefined;
  };

  const isProtected = ({ id, target, minutes }: Request): boolean | undefined => {
    if (target === undefined || minutes === 0 || !isAccount(target)) return false;
    const owner = ownerOf(id ?? 0);
    if (admins.includes(target) || owner === target) return true;
    if (roomOf(id).everAssistants.has(target)) return undefined;
    return owner === undefined ? undefined : false;
  };

  const namesUnknown = ({ target, users = [], command, isSilent }: Request) =>
    (target !== undefined && !isAccount(target)) ||
    (!(command === 'silence' && isSilent === false) && !users.every(isAccount));

  /** Whether a kick is known to keep the caller out; undefined where that is not known. */
  const isKeptOut = ({ request: { id, user }, step, at }: Begun): boolean | undefined => {
    const room = roomOf(id);
    const known = sanctionOf(room, 'kick', user).known();
    if (known !== undefined && known.step < step) {
      if (known.value.from > now()) return true;
      return known.value.to <= at ? false : undefined;
    }
    return (room.maybeOutUntil.get(user) ?? 0) > at ? undefined : false;
  };

  return {
    roomOf,
    begin: (begun: Begun): void => {
      const { command, id, target = '', minutes = 0, users = [] } = begun.request;
      changeOf(begun)?.begin(begun);
      const { maybeOutUntil, everAssistants, everSanctioned } = roomOf(id);
      if (minutes > 0) everSanctioned.add(target);
      if (command === 'assistants') for (const user of users) everAssistants.add(user);
      const until = minutes === 0 ? 0 : now() + slackMs + minutes * minuteMs;
      if (command === 'kick') maybeOutUntil.set(target, Math.max(until, maybeOutUntil.get(target) ?? 0));
    },
    /** @param sent how many messages RongCloud was asked to send. */
    end: (begun: Begun, { code, step, sent }: { code: string; step: number; sent: number }): void => {
      const { request } = begun;
      const changed = changeOf(begun, sent);
      const name = `${request.command} of ${request.id} by ${request.user}`;
      if (code === 'OK' && request.command === 'join')
        demand(isKeptOut(begun) !== true, 'kick', `${request.user} was let into ${request.id}`);
      if (code === 'OK' && changed !== undefined) {
        demand(mayChange(begun) !== false, 'contract', `${name} was allowed`);
        demand(isProtected(request) !== true, 'contract', `${name} was allowed against ${request.target}`);
        demand(!namesUnknown(request), 'contract', `${name} was allowed for an unknown user`);
      }
      changed?.end(begun, step, outcomeOf(code));
    },
    /** Whether the model has a reason for this refusal. */
    mayBeRefused: (begun: Begun, code: string): boolean => {
      const { request } = begun;
      if (request.command === 'join') return code === 'NOT_ALLOWED' && isKeptOut(begun) !== false;
      if (changeOf(begun) === undefined) return false;
      if (code === 'USER_NOT_FOUND') return namesUnknown(request) && mayChange(begun) !== false;
      return code === 'NOT_ALLOWED' && (mayChange(begun) !== true || isProtected(request) !== false);
    },
    /** One of two concurrent announcements may be refused as busy. */
    mayBeBusy: (begun: Begun, code: string): boolean =>
      begun.request.command === 'announce' &&
      code === 'UPSTREAM_BUSY' &&
      changeOf(begun)?.hasMet(begun) === true,
    /** RongCloud is asked to send a message. */
    sends: (begun: Begun): void => {
      const { announcement } = roomOf(begun.request.id);
      const before = announcement.knownBefore(begun)?.value;
      if (before === undefined || announcement.hasMet(begun)) return;
      const isTwice = isRepeat(begun, before) && now() < before.at + repeatMs;
      demand(begun.request.text !== '' && !isTwice, 'announce', `${begun.request.text} was sent twice`);
    },
    /** The tables were set back. */
    forget: (): void => {
      for (const { silence, assistants, announcement, sanctions } of rooms.values())
        for (const setting of [silence, assistants, announcement, ...sanctions.values()]) setting.forget();
    },
  };
}

export type ControlsModel = ReturnType<typeof createControlsModel>;
