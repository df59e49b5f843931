import fc from 'fast-check';
import type { Behaviour } from '../../lib/emulator/behaviour.ts';
import { type DynamoDbFault, mendedBySdk } from './dynamodb-fault.ts';
import type { RongCloudFault } from './simulation/rongcloud.ts';

export interface Chance<Fault> {
  readonly fault: Fault;
  /** Of each call. */
  readonly probability: number;
}

/**
 * The faults of one history. Every history draws its own mix: with all faults at once, the operations that a fault should
 * affect rarely happen.
 */
export interface FaultMix {
  readonly seed: number;
  readonly database: readonly Chance<DynamoDbFault>[];
  readonly rongCloud: readonly Chance<RongCloudFault>[];
  /** Where RongCloud's behaviour is not documented. */
  readonly behaviour: Partial<Behaviour>;
  readonly serverJoin: 'auto' | 'off';
}

export const databaseFault: fc.Arbitrary<DynamoDbFault> = fc.oneof(
  fc.record({
    name: fc.constantFrom(...mendedBySdk, 'silence', 'transaction-conflict', 'keys-unprocessed'),
  }),
  fc.record({ name: fc.constant('reply-lost' as const) }),
  fc.record({ name: fc.constant('reply-delayed' as const), delayMs: fc.integer({ min: 50, max: 5_000 }) }),
  fc.record({ name: fc.constant('commit-delayed' as const), delayMs: fc.integer({ min: 50, max: 5_000 }) }),
  fc.record({ name: fc.constant('stale-read' as const), versionsBehind: fc.integer({ min: 1, max: 4 }) }),
);

/** An effect up to a minute after the caller gave up. */
const lateEffect = fc.record({
  name: fc.constant('late-effect' as const),
  lateMs: fc.integer({ min: 1_000, max: 60_000 }),
});

export const rongCloudFault: fc.Arbitrary<RongCloudFault> = fc.oneof(
  fc.record({
    name: fc.constantFrom(
      'connection-refused',
      'silence',
      'reset-before-effect',
      'reset-after-effect',
      'stall-after-headers',
      'body-cut-short',
      'server-error',
      'server-error-after-effect',
      'rate-limited',
      'html-reply',
      'broken-json',
      'failing-code',
      'room-lost',
    ),
  }),
  lateEffect,
  fc.record({
    name: fc.constant('reply-delayed' as const),
    delayMs: fc.constantFrom(300, 1_000, 2_000, 3_000, 10_000),
  }),
);

const probability = fc.constantFrom(0.03, 0.1, 0.3);

const chanceOf = <Fault>(fault: fc.Arbitrary<Fault>): fc.Arbitrary<Chance<Fault>> =>
  fc.record({ fault, probability });

const chances = <Fault>(fault: fc.Arbitrary<Fault>, most: number) =>
  fc.array(chanceOf(fault), { maxLength: most });

const none = fc.constant([]);
const lostReplies = fc.array(chanceOf(fc.constant({ name: 'reply-lost' } as const)), {
  minLength: 1,
  maxLength: 1,
});
const lateDeliveries = fc.array(chanceOf(lateEffect), { minLength: 1, maxLength: 2 });

const sides = fc.oneof(
  fc.record({ database: none, rongCloud: none }),
  fc.record({ database: lostReplies, rongCloud: none }),
  fc.record({ database: none, rongCloud: lateDeliveries }),
  fc.record({ database: lostReplies, rongCloud: lateDeliveries }),
  fc.record({ database: chances(databaseFault, 3), rongCloud: none }),
  fc.record({ database: none, rongCloud: chances(rongCloudFault, 3) }),
  fc.record({ database: chances(databaseFault, 3), rongCloud: chances(rongCloudFault, 3) }),
);

const behaviour = fc.record({
  createExisting: fc.constantFrom('ignored', 'replaced', 'refused'),
  destroyUnknown: fc.constantFrom('accepted', 'refused'),
  joinUnknown: fc.constantFrom('refused', 'creates'),
  joinCall: fc.constantFrom('present', 'absent'),
  unknownRoomStatus: fc.constantFrom(200, 404),
});

export const faultMix: fc.Arbitrary<FaultMix> = fc
  .tuple(fc.noShrink(fc.nat()), sides, behaviour, fc.constantFrom('auto', 'off'))
  .map(([seed, { database, rongCloud }, changes, serverJoin]) => ({
    seed,
    database,
    rongCloud,
    behaviour: changes,
    serverJoin,
  }));
