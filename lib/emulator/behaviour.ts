import * as z from 'zod/mini';

/** Features that an account has switched on or not; a call to one that is off answers 1009. */
const service = z.enum([
  'keepAlive',
  'globalMute',
  'memberProtection',
  'messageTypeProtection',
  'lowPriorityTypes',
  'attributes',
  'chatroomBroadcast',
]);
export type Service = z.infer<typeof service>;

const acceptance = z.enum(['accepted', 'refused']);

/**
 * Where RongCloud's behaviour is not documented, differs between accounts, or was seen to differ, it is an
 * option here. Each says what it rests on:
 * [D] documented, [S] read in an official SDK, [I] inferred, [U] unknown: the default is our guess.
 */
export const behaviourSchema = z.strictObject({
  // --- Signature -----------------------------------------------------------------------------------------
  /** How far a timestamp may be off; 0 accepts any. [I] The official Node SDK signs once per process. */
  timestampWindowMs: z._default(z.int().check(z.nonnegative()), 0),
  /** A nonce seen before. [I] Same reason. */
  repeatedNonce: z._default(acceptance, 'accepted'),
  /** A nonce longer than 18 characters. [D] says at most 18, [S] the Go SDK sends up to 19. */
  longNonce: z._default(acceptance, 'accepted'),
  /** `App-Key` and `RC-App-Key` spellings mixed in one request. [U] */
  mixedHeaders: z._default(acceptance, 'accepted'),

  // --- Replies -------------------------------------------------------------------------------------------
  /** The key that carries the text of a refusal. [D] errorMessage; [S] the Java SDK also expects message. */
  errorTextKey: z._default(z.enum(['errorMessage', 'message', 'msg']), 'errorMessage'),
  /** Whether a refusal repeats the path as `url`. [D, old docs] */
  errorNamesUrl: z._default(z.boolean(), false),
  /** Whether replies are compressed for clients that accept it. [S] The Go SDK is ready for it. */
  gzip: z._default(z.boolean(), false),
  /** Zone of times in replies. [D] Beijing for the China data centre, UTC for the others. */
  timeZone: z._default(z.enum(['Asia/Shanghai', 'UTC']), 'Asia/Shanghai'),

  // --- Limits --------------------------------------------------------------------------------------------
  /** Whether calls per second are limited at all; off for load tests. [D] */
  limitRates: z._default(z.boolean(), true),
  /** Whether a second is a sliding window or a calendar second. [U] */
  rateWindow: z._default(z.enum(['sliding', 'fixed']), 'sliding'),
  /** What a list beyond its limit answers. [U] 1002, 1005 and 1502 are all thinkable. */
  longList: z._default(z.enum(['badParameter', 'parameterTooLong', 'tooMany']), 'tooMany'),
  /** What a number out of range, or no number, answers. [U] */
  badNumber: z._default(z.enum(['badParameter', 'wrongType']), 'badParameter'),
  /** Characters in user and room ids. [D] letters and digits; [U] whether that is enforced. */
  idCharacters: z._default(z.enum(['any', 'alphanumeric']), 'any'),
  /** Largest body. [D] An old error table says 100 KB, while a message may hold 128 KB before encoding. */
  maxBodyBytes: z._default(z.int().check(z.positive()), 512 * 1024),
  /** Users that a development environment may register; 0 for no limit. [D] 100 there. */
  testUserQuota: z._default(z.int().check(z.nonnegative()), 0),
  /** Rooms in the keep-alive list. [D] */
  keepAliveQuota: z._default(z.int().check(z.nonnegative()), 5),
  /** Services that the account does not have. [D] Most need switching on in the console. */
  servicesOff: z._default(z.array(service), []),

  // --- Users ---------------------------------------------------------------------------------------------
  /** Days that a token is valid; 0 for ever. [D] A console setting: 1, 7 or 30. */
  tokenDays: z._default(z.int().check(z.nonnegative()), 0),
  /** Refreshing or asking for a user who never got a token. [U] */
  unknownUser: z._default(acceptance, 'refused'),

  // --- Chatrooms -----------------------------------------------------------------------------------------
  /** Creating a room that exists. [U] */
  createExisting: z._default(z.enum(['ignored', 'replaced', 'refused']), 'ignored'),
  /** Destroying a room that does not exist. [U] */
  destroyUnknown: z._default(acceptance, 'accepted'),
  /** Moderation, attributes and queries of a room that does not exist: 23410, or a success without effect. [U] */
  unknownRoom: z._default(acceptance, 'refused'),
  /** HTTP status beside code 23410. [U] */
  unknownRoomStatus: z._default(z.int().check(z.minimum(200), z.maximum(599)), 200),
  /** Whether `/chatroom/join.json` answers. [D, old docs] in the SDKs until 2018, in no current document. */
  joinCall: z._default(z.enum(['present', 'absent']), 'present'),
  /** Joining a room that does not exist. [U] */
  joinUnknown: z._default(z.enum(['refused', 'creates']), 'refused'),
  /** Whether joining a second room leaves the first. [D] A console switch lifts it. */
  oneRoomPerUser: z._default(z.boolean(), true),
  /** Idle minutes of a room made without a destroy type. [D] A console setting, 1 to 24 hours. */
  defaultIdleMinutes: z._default(z.int().check(z.positive()), 60),
  /** The id's key in the old `/chatroom/query.json`. [D] shows both, [S] the SDKs read chrmId. */
  oldQueryIdKey: z._default(z.enum(['chrmId', 'chatroomId']), 'chrmId'),
  /** Adding a room twice to the keep-alive list. [U] */
  keepAliveTwice: z._default(acceptance, 'accepted'),
  /** The `code` of a successful `/chatroom/keepalive/query.json`. [S] The Java SDK has seen 0. */
  keepAliveQueryCode: z._default(z.union([z.literal(200), z.literal(0)]), 200),
  /** Whether attribute numbers are text in replies. [D] text, [S] numbers in the Java and PHP SDKs. */
  attributeNumbers: z._default(z.enum(['text', 'number']), 'text'),
  /** Whether destroying a room reports each member's leaving to the status callback. [U] */
  leaveEventsOnDestroy: z._default(z.boolean(), false),

  // --- Messages ------------------------------------------------------------------------------------------
  /** A message to a room that does not exist. [U] Accepted means 200 without a messageUID. */
  publishToUnknown: z._default(acceptance, 'accepted'),
  /** Whether publishing answers `messageUIDs`. [S] Only in newer SDKs. */
  messageUids: z._default(z.enum(['present', 'absent']), 'present'),
  /** The same `msgRandom` again within a minute. [S] Refused where the feature is on; the code is [U]. */
  repeatedMsgRandom: z._default(acceptance, 'accepted'),
  /** Recalling a message that is not known. [U] */
  recallUnknown: z._default(acceptance, 'accepted'),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

/** The defaults with changes on top. @throws z.core.$ZodError for an unknown option or value. */
export const behaviourWith = (changes: Partial<Behaviour> = {}): Behaviour => behaviourSchema.parse(changes);

/** The documented rules about signatures taken at their word; the official Node SDK fails two of them. */
export const strictSignatures = {
  timestampWindowMs: 300_000,
  repeatedNonce: 'refused',
  longNonce: 'refused',
  mixedHeaders: 'refused',
} as const satisfies Partial<Behaviour>;
