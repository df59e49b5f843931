import * as z from 'zod/mini';
import { maxTimerMs } from './clock.ts';

const acceptance = z.enum(['accepted', 'refused']);
const count = z.int().check(z.nonnegative());

/**
 * Where RongCloud's behaviour is undocumented or differs between accounts, it is an option here. Sources:
 * [R] the real service, as asserted by test suites of 2016 and 2018 that ran against it; [D] documented;
 * [S] read in an official SDK; [I] inferred; [U] unknown, so that the default is a guess.
 */
export const behaviourSchema = z.strictObject({
  // --- Signature -----------------------------------------------------------------------------------------
  /** How far a timestamp may be off; 0 accepts any. [I] The official Node SDK signs once per process. */
  timestampWindowMs: z._default(count, 0),
  /** A nonce seen before. [I] Same reason. */
  repeatedNonce: z._default(acceptance, 'accepted'),
  /**
   * A nonce of more than 18 characters, `App-Key` and `RC-App-Key` headers in one request, or a signature in upper-case
   * hex. [D] None is allowed. [S] The Go SDK sends 19 characters, the .NET SDK upper case.
   */
  looseSignature: z._default(acceptance, 'accepted'),

  // --- Replies -------------------------------------------------------------------------------------------
  /** Zone of times in replies. [D] Beijing for the China data centre, UTC for the others. */
  timeZone: z._default(z.enum(['Asia/Shanghai', 'UTC']), 'Asia/Shanghai'),

  // --- Limits --------------------------------------------------------------------------------------------
  /** Limits the calls per second; off for load tests. [D] */
  limitRates: z._default(z.boolean(), true),
  /** A refused call's effect on the calls per second. [U] */
  refusedCalls: z._default(z.enum(['free', 'counted']), 'free'),
  /** Users that a development environment may register; 0 for no limit. [D] 100 there. */
  testUserQuota: z._default(count, 0),
  /** Beginnings of paths whose service is not enabled: code 1009. [D] Some services need enabling. */
  servicesOff: z._default(z.array(z.string()), []),

  // --- Chatrooms -----------------------------------------------------------------------------------------
  /** Creating a chatroom that exists. [U] */
  createExisting: z._default(z.enum(['ignored', 'replaced', 'refused']), 'ignored'),
  /** Destroying a chatroom that does not exist. [R] Accepted. */
  destroyUnknown: z._default(acceptance, 'accepted'),
  /**
   * Moderating a chatroom that does not exist: code 23410, or a success without effect. [D] 23410, for get
   * only. [S] Three official suites expect 200.
   */
  unknownRoom: z._default(acceptance, 'refused'),
  /** HTTP status beside code 23410. [U] */
  unknownRoomStatus: z._default(z.int().check(z.minimum(200), z.maximum(599)), 200),
  /** `/chatroom/join.json`. [D, old documents] In the SDKs until 2018. */
  joinCall: z._default(z.enum(['present', 'absent']), 'present'),
  /** Joining a chatroom that does not exist: code 1002, code 23410, or it is created. [R] 1002. */
  joinUnknown: z._default(z.enum(['refused', 'noSuchRoom', 'creates']), 'refused'),
  /** Joining a second chatroom leaves the first. [D] A console switch lifts it. */
  oneRoomPerUser: z._default(z.boolean(), true),
  /** A client's message to a chatroom that it has not joined. [D] A console switch refuses it. */
  outsiderMessages: z._default(acceptance, 'accepted'),

  // --- Messages ------------------------------------------------------------------------------------------
  /** `messageUIDs` in the reply to publishing. [S] Only in newer SDKs. */
  messageUids: z._default(z.enum(['present', 'absent']), 'present'),

  // --- Chatroom status callbacks -------------------------------------------------------------------------
  /** Where they are sent; none are while it is empty. [D] A console setting. */
  callbackUrl: z._default(z.union([z.literal(''), z.url()]), ''),
  /** The signed query: with `appKey`, with `signTimestamp` instead, or in seconds. [D] for each age. */
  callbackSpelling: z._default(z.enum(['current', 'older', 'oldest']), 'current'),
  /** How late they are sent. [D] Up to five minutes after an outage. */
  callbackDelayMs: z._default(z.int().check(z.nonnegative(), z.maximum(maxTimerMs)), 0),
  /** How often each is sent again after it was delivered. [U] */
  callbackRepeats: z._default(count, 0),
  /** Another try of the same callback has another nonce and timestamp. [U] */
  callbackResigned: z._default(z.boolean(), false),
  /** Events that wait together are sent in order, or one by one from the last to the first. [U] */
  callbackOrder: z._default(z.enum(['kept', 'reversed']), 'kept'),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

/** The defaults with changes. @throws z.core.$ZodError for an unknown option or value. */
export const behaviourWith = (changes: Partial<Behaviour> = {}): Behaviour => behaviourSchema.parse(changes);

/** The documented rules for signatures, enforced; the official Node SDK breaks two of them. */
export const strictSignatures = {
  timestampWindowMs: 300_000,
  repeatedNonce: 'refused',
  looseSignature: 'refused',
} as const satisfies Partial<Behaviour>;
