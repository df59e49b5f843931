/** An account of ours, and whether RongCloud has its app online. */
export interface WorldUser {
  readonly username: string;
  readonly role: string;
  readonly rongCloudUserId: string;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
}

/** A room of ours, and what RongCloud has of it. */
export interface WorldRoom {
  readonly id: number;
  readonly name: string;
  readonly creator: string;
  readonly state: string;
  readonly isAtRongCloud: boolean;
  /** RongCloud's ids of who is in it. */
  readonly members: readonly string[];
}

/** A call that reached the emulator. */
export interface WorldCall {
  readonly at: number;
  readonly path: string;
  readonly parameters: string;
  readonly status: number | undefined;
  readonly code: number | undefined;
}

/** What the local run holds at the moment; the newest rooms and calls come first. */
export interface World {
  readonly users: readonly WorldUser[];
  readonly rooms: readonly WorldRoom[];
  readonly calls: readonly WorldCall[];
}
