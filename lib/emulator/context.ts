import type { Behaviour } from './behaviour.ts';
import type { Clock } from './clock.ts';

export interface Credentials {
  readonly appKey: string;
  appSecret: string;
}

/** One emulator's time, options and account, which all of its parts share. */
export interface EmulatorContext {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly credentials: Credentials;
}
