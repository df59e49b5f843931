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
  readonly isAtRongCloud: boolean;
  /** RongCloud user ids. */
  readonly members: readonly string[];
}

/** A call that reached the emulator. */
export interface InspectedCall {
  readonly at: number;
  readonly path: string;
  readonly parameters: string;
  readonly status: number | undefined;
  readonly code: number | undefined;
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
}

/** The reply to a poll. The inspection is absent if the caller already has this version. */
export interface Look {
  readonly version: string;
  readonly inspection?: Inspection;
}
