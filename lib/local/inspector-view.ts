/** An account of ours, and whether RongCloud has its app online. */
export interface InspectedUser {
  readonly username: string;
  readonly role: string;
  readonly rongCloudUserId: string;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
}

/** A room of ours, and what RongCloud has of it. */
export interface InspectedRoom {
  readonly id: number;
  readonly name: string;
  readonly creator: string;
  readonly state: string;
  readonly isAtRongCloud: boolean;
  /** RongCloud's ids of who is in it. */
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

/** The first of those found, and how many were found. */
export interface Found<T> {
  readonly total: number;
  readonly first: readonly T[];
}

/** What the local run holds at the moment; the newest rooms and calls come first. */
export interface Inspection {
  readonly users: Found<InspectedUser>;
  readonly rooms: Found<InspectedRoom>;
  readonly calls: readonly InspectedCall[];
}

/** The reply to a look; a caller that has this version already is not sent it again. */
export interface Look {
  readonly version: string;
  readonly inspection?: Inspection;
}
