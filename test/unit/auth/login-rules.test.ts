import { describe, expect, it } from 'vitest';
import { takeTokens } from '../../../functions/auth/limit-buckets.ts';
import {
  attemptOf,
  decide,
  type Items,
  loginLimits,
  type Standing,
} from '../../../functions/auth/login-limits.ts';
import {
  networkFailure,
  pairFailure,
  type Reservation,
  successChanges,
} from '../../../functions/auth/login-outcome.ts';
import type { Numbers } from '../../../functions/auth/login-store.ts';
import { attemptUpdate } from '../../../functions/dynamodb/attempt-update.ts';
import { minute } from './throttled-check.ts';

const now = 1_000_000_000;
const item = (numbers: Numbers = {}, inProgress: readonly string[] = []) => ({ numbers, inProgress });
const items = (some: Partial<Items> = {}): Items => ({
  account: item(),
  pair: item(),
  network: item(),
  ...some,
});
const limits = loginLimits({ environment: {} });

describe('a bucket of three tokens, one back a minute', () => {
  const bucket = { attribute: 'b', size: 3, refillMs: minute };

  it('loses a first token on condition that it is still full', () => {
    expect(takeTokens([bucket], { b: now }, now)).toEqual({
      add: {},
      set: { b: now + minute },
      onlyIf: [{ attribute: 'b', atMost: now }],
    });
  });

  it('loses a further token on condition that it is neither full nor empty', () => {
    expect(takeTokens([bucket], { b: now + 2 * minute }, now)).toEqual({
      add: { b: minute },
      set: {},
      onlyIf: [
        { attribute: 'b', above: now },
        { attribute: 'b', atMost: now + 2 * minute },
      ],
    });
  });

  it('never has less than zero tokens', () => {
    expect(takeTokens([bucket], { b: now + 2 * minute + 1 }, now)).toEqual({
      add: {},
      set: { b: now + 3 * minute },
      onlyIf: [],
    });
  });
});

describe('the places that an attempt takes', () => {
  const shapeOf = (standing: Standing, some: Partial<Items>, by = limits) => {
    const decision = decide(by, standing, items(some), now);
    return 'waitMs' in decision
      ? decision.waitMs
      : decision.places.map(({ item: name, room, buckets }) => [
          name,
          room,
          ...buckets.map(({ attribute }) => attribute),
        ]);
  };

  it.each([
    ['unknown', {}, [['account', 5, 'unknownRecent', 'unknownDay']]],
    ['near', {}, [['account', 5, 'nearRecent', 'nearDay']]],
    [
      'unknown',
      { account: item({ unknownRecent: now + 18 * 45_000 }) },
      [['account', 2, 'unknownRecent', 'unknownDay']],
    ],
    [
      'unknown',
      { pair: item({ recent: now + 3 * 3 * minute }) },
      [['account', 2, 'unknownRecent', 'unknownDay']],
    ],
    ['known', { pair: item({ recent: now + 2 * 3 * minute }) }, []],
    ['known', { pair: item({ recent: now + 3 * 3 * minute }) }, [['pair', 2, 'recent', 'day']]],
    [
      'known',
      { pair: item({ recent: now + 3 * 3 * minute, day: now + 99 * 15 * minute }) },
      [['pair', 1, 'recent', 'day']],
    ],
    [
      'unknown',
      { network: item({ accounts: now + 47 * 18_000 }) },
      [
        ['account', 5, 'unknownRecent', 'unknownDay'],
        ['network', 3, 'accounts'],
      ],
    ],
    [
      'unknown',
      { network: item({ accounts: now + 50 * 18_000 }), pair: item({ owesUntil: now + 1 }) },
      [
        ['account', 5, 'unknownRecent', 'unknownDay'],
        ['network', undefined],
      ],
    ],
    [
      'unknown',
      { network: item({ accounts: now + 1, grown: 9_999 }) },
      [
        ['account', 5, 'unknownRecent', 'unknownDay'],
        ['network', 2_049, 'accounts'],
      ],
    ],
  ] as const)('where it is %s, with %j', (standing, some, places) => {
    expect(shapeOf(standing, some)).toEqual(places);
  });

  it('are of the pair from the first failure on, if only one is allowed', () => {
    const strict = loginLimits({ environment: { LOGIN_FREE_FAILURES: '1' } });
    const pair = item({ recent: now + 15 * minute, lastFailureAt: now - minute });
    expect(shapeOf('known', { pair }, strict)).toEqual([['pair', 1, 'recent', 'day']]);
  });

  it('come after 15 minutes at most', () => {
    const pair = item({ recent: now + 15 * 3 * minute, lastFailureAt: now });
    expect(shapeOf('known', { pair })).toBe(15 * minute);
    const past = item({ recent: now + 15 * 3 * minute, lastFailureAt: now - 15 * minute });
    expect(shapeOf('known', { pair: past })).toEqual([['pair', 1, 'recent', 'day']]);
  });
});

describe('the writes of an outcome', () => {
  const attempt = attemptOf('ann', '203.0.113.7');
  const { keys, marks } = attempt;
  const reservation = (
    standing: Standing,
    held: Reservation['held'],
    some: Partial<Items> = {},
  ): Reservation => ({
    attempt,
    id: 'id',
    items: items(some),
    standing,
    held,
  });

  it('of a right password on a known network end the reservation and reset the recent failures', () => {
    const account = item({ [marks.network]: now + 20 * 24 * 60 * minute });
    expect(successChanges(reservation('known', new Set(['pair']), { account }), limits, now)).toEqual([
      { key: keys.pair, leave: ['id'], remove: ['recent', 'lastFailureAt', 'owesUntil'] },
    ]);
  });

  it('of a right password remove expired networks', () => {
    const account = item({ knownold: now, knownnew: now + 1, [marks.network]: now });
    const [first] = successChanges(reservation('unknown', new Set(['account']), { account }), limits, now);
    expect(first?.remove).toEqual(['knownold']);
  });

  it('of a right password remove the network that expires first if there are 16 with their neighbourhoods', () => {
    const known = Object.fromEntries(
      Array.from({ length: 31 }, (_, index) => [`known${index}`, now + 1 + index]),
    );
    const account = item(known);
    const [first] = successChanges(reservation('unknown', new Set(['account']), { account }), limits, now);
    expect(first?.remove).toEqual(['known0']);
  });

  it('of a right password change the network once', () => {
    const pair = item({ recent: now + minute, owesUntil: now + minute });
    const held = new Set(['account', 'network'] as const);
    expect(successChanges(reservation('unknown', held, { pair }), limits, now).at(-1)).toMatchObject({
      key: keys.network,
      leave: ['id'],
      add: { grown: 1, accounts: -18_000 },
      onlyIf: [{ isInProgress: 'id' }],
    });
  });

  it('of a first failure fail if another one became the first meanwhile', () => {
    const change = pairFailure(reservation('unknown', new Set()), limits, item(), now);
    expect(change?.set).toMatchObject({ owesUntil: now + 15 * minute, lastFailureAt: now });
    expect(change?.onlyIf).toEqual([
      { attribute: 'recent', atMost: now },
      { attribute: 'day', atMost: now },
      { attribute: 'owesUntil', atMost: now },
    ]);
  });

  it('of a failure do not change an empty network, so that its next token comes', () => {
    const empty = item({ accounts: now + 50 * 18_000 });
    expect(networkFailure(reservation('unknown', new Set()), limits, empty, now)).toBeUndefined();
  });

  it('are written for DynamoDB with every name and value as a placeholder', () => {
    const change = {
      key: 'k',
      add: { a: 1 },
      set: { b: 2 },
      remove: ['c'],
      leave: ['id'],
      onlyIf: [
        { attribute: 'a', atMost: 3 },
        { attribute: 'b', above: 4 },
        { room: 5 },
        { isInProgress: 'id' },
      ],
    };
    expect(attemptUpdate(change)).toEqual({
      update: 'ADD #a :add_a SET #b = :set_b REMOVE #c DELETE #inProgress :leave',
      condition: [
        '(attribute_not_exists(#a) OR #a <= :atMost_a)',
        '#b > :above_b',
        '(attribute_not_exists(#inProgress) OR size(#inProgress) < :room)',
        'contains(#inProgress, :isInProgress)',
      ].join(' AND '),
      values: {
        ':add_a': 1,
        ':set_b': 2,
        ':leave': new Set(['id']),
        ':atMost_a': 3,
        ':above_b': 4,
        ':room': 5,
        ':isInProgress': 'id',
      },
    });
  });
});
