/** An account, and whether its app is online at RongCloud. */
export interface InspectedUser {
  readonly username: string;
  readonly role: string;
  readonly rongCloudUserId: string;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
}

/** A chatroom as stored, and its state at RongCloud. */
export interface InspectedRoom {
  readonly id: number;
  readonly name: string;
  readonly creator: string;
  readonly state: string;
  readonly isSilent: boolean;
  readonly isAtRongCloud: boolean;
  /** Usernames; RongCloud's id of a user who is no account of ours. */
  readonly members: readonly string[];
}

/** A user who is muted or kept out, and until when, in milliseconds since the epoch. */
export interface InspectedSanction {
  readonly username: string;
  readonly until: number;
}

interface InspectedAttendance {
  readonly username: string;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  readonly seconds: number;
  readonly visits: number;
  readonly isPresent: boolean;
}

/** The controls of a chatroom as RongCloud has them. Usernames, as in InspectedRoom. */
export interface ClassAtRongCloud {
  readonly isSilent: boolean;
  readonly speakers: readonly string[];
  readonly muted: readonly InspectedSanction[];
  readonly keptOut: readonly InspectedSanction[];
  /** The newest last. */
  readonly messages: readonly { readonly from: string; readonly text: string }[];
}

/** The class in one chatroom: its controls as stored and as RongCloud has them, and who attended. */
export interface InspectedClass {
  readonly id: number;
  readonly isSilent: boolean;
  /** Who may write while it is silent. */
  readonly speakers: readonly string[];
  readonly assistants: readonly string[];
  readonly muted: readonly InspectedSanction[];
  readonly keptOut: readonly InspectedSanction[];
  readonly announcement?: { readonly text: string; readonly by: string; readonly at: number } | undefined;
  /** Absent if RongCloud has no such chatroom. */
  readonly atRongCloud?: ClassAtRongCloud | undefined;
  readonly isAttendanceComplete: boolean;
  readonly attendance: readonly InspectedAttendance[];
}

/** A call that reached the emulator. */
export interface InspectedCall {
  readonly at: number;
  readonly path: string;
  readonly parameters: string;
  readonly status: number | undefined;
  readonly code: number | undefined;
  /** The fault that was played on it. */
  readonly fault: string | undefined;
}

/** The faults of the emulator that the page offers, by their names there. */
export const shownFaults = [
  'rate-limited',
  'reply-delayed',
  'silence',
  'reset-before-effect',
  'reset-after-effect',
  'server-error',
  'html-reply',
  'signature-refused',
  'room-lost',
] as const;
export type ShownFault = (typeof shownFaults)[number];

/** A fault that waits for calls. */
export interface ArmedFault {
  readonly name: string;
  readonly callsLeft: number;
}

/** The first matches of a search, and the number of matches. */
export interface Found<T> {
  readonly total: number;
  readonly first: readonly T[];
}

/** The state of the local run. The newest chatrooms and calls come first. */
export interface Inspection {
  readonly users: Found<InspectedUser>;
  readonly rooms: Found<InspectedRoom>;
  readonly calls: readonly InspectedCall[];
  readonly armed: readonly ArmedFault[];
  /** Of the chatroom that was asked for. */
  readonly class?: InspectedClass | undefined;
}

/** The reply to a poll. The inspection is absent if the caller already has this version. */
export interface Look {
  readonly version: string;
  readonly inspection?: Inspection;
}

/** What the app of a user does at RongCloud. */
export const appActions = ['join', 'leave', 'write', 'crash'] as const;
export type AppAction = (typeof appActions)[number];
