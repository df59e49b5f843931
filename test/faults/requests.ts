/** Requests and replies as the model and the harness see them. */

/** Calls of a moderator that change a room's controls. */
export type ControlCommand = 'silence' | 'mute' | 'kick' | 'assistants' | 'announce';
export type Command = 'create' | 'join' | 'query' | 'destroy' | ControlCommand;

export interface Request {
  readonly command: Command;
  readonly user: string;
  /** Of a create: what makes it the same as another. */
  readonly course?: string;
  /** Of the others. */
  readonly id?: number;
  readonly isSilent?: boolean;
  /** Speakers of a silence, or assistants. */
  readonly users?: readonly string[];
  /** Of a mute and a kick. */
  readonly target?: string;
  /** 0 lifts a mute or a kick. */
  readonly minutes?: number;
  /** Of an announcement. */
  readonly text?: string;
}

export interface Answer {
  /** `OK` or a failure's code. */
  readonly code: string;
  readonly id?: number;
}

/** A request that is in progress. */
export interface Begun {
  readonly request: Request;
  /** Steps of the history, counted. */
  readonly step: number;
  readonly at: number;
}

/** Failures after which a caller tries again; what was asked for may have happened or not. */
export const transientCodes: readonly string[] = [
  'UNAVAILABLE',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_BUSY',
  'UPSTREAM_REJECTED',
  'TOO_MANY_ATTEMPTS',
];

/** A request as its endpoint takes it, without the credentials. */
export function parametersOf({ command, ...request }: Request): Readonly<Record<string, string>> {
  const { course = '', isSilent = false, users = [], target = '', minutes = 0, text = '' } = request;
  const [, liveId = '', name = ''] = course.split('/');
  const id = String(request.id);
  const sanction = { id, user: target, minutes: String(minutes) };
  return {
    create: { live_id: liveId, name },
    join: { id },
    query: { id },
    destroy: { id },
    silence: { id, silent: isSilent ? '1' : '0', speakers: users.join(',') },
    mute: sanction,
    kick: sanction,
    assistants: { id, assistants: users.join(',') },
    announce: { id, text },
  }[command];
}
