/** What an app does when a call fails that may be repeated. */
export type Retries = 'never' | 'at once' | 'after Retry-After';

export interface Scenario {
  readonly name: string;
  readonly pupils: number;
  /** In which they arrive, at random. */
  readonly withinMs: number;
  /**
   * `first`: nobody's network is known, nobody has a token, a tenth mistype once. `same`: hours later. `next`: a day
   * later, when the cached tokens are too old.
   */
  readonly day: 'first' | 'same' | 'next';
  readonly addresses: 'one' | 'many';
  readonly retries: Retries;
  /** Whether RongCloud counts refused calls against its limit; its documents do not say. */
  readonly refusedCalls: 'free' | 'counted';
  /** Whether RongCloud still has the server-side join of 2016. */
  readonly joinCall: 'present' | 'absent';
  /** After it has joined, each app asks for the head count at this interval, for a minute. @default never */
  readonly pollsEveryMs?: number;
}

const usual = {
  pupils: 10_000,
  withinMs: 60_000,
  day: 'same',
  addresses: 'one',
  retries: 'after Retry-After',
  refusedCalls: 'free',
  joinCall: 'absent',
} as const;

const scenario = (name: string, changes: Partial<Scenario>): Scenario => ({ ...usual, name, ...changes });

/** A quarter of a minute's pupils who come at once: 200 a second, as many as RongCloud gives tokens. */
const rush = { pupils: 2_000, withinMs: 10_000 } as const;

export const laterDay = 'later the same day';
export const firstDay = 'first day';
export const firstDayRush = 'first day, 2,000 in 10 s';

export const polling = 'a minute of head counts, each app every 10 s';

export const scenarios: readonly Scenario[] = [
  scenario(laterDay, {}),
  scenario(`${laterDay}, many addresses`, { addresses: 'many' }),
  scenario(`${laterDay}, apps never retry`, { retries: 'never' }),
  scenario(`${laterDay}, 2,000 in 10 s`, rush),
  scenario('next day, tokens too old', { day: 'next' }),
  scenario('next day, apps retry at once', { day: 'next', retries: 'at once' }),
  scenario(firstDay, { day: 'first' }),
  scenario(`${firstDay}, many addresses`, { day: 'first', addresses: 'many' }),
  scenario(`${firstDay}, refused calls counted`, { day: 'first', refusedCalls: 'counted' }),
  scenario(`${firstDay}, apps never retry`, { day: 'first', retries: 'never' }),
  scenario(`${firstDay}, apps retry at once`, { day: 'first', retries: 'at once' }),
  scenario(firstDayRush, { ...rush, day: 'first' }),
  scenario(`${firstDayRush}, refused calls counted`, { ...rush, day: 'first', refusedCalls: 'counted' }),
  scenario(polling, { pollsEveryMs: 10_000 }),
  scenario('RongCloud has the server-side join', { joinCall: 'present' }),
  scenario('… and counts refused calls', { joinCall: 'present', refusedCalls: 'counted' }),
];
