import * as z from 'zod/mini';

const ms = z.int().check(z.nonnegative());
/** Whether the call is carried out although its caller receives something else. */
const effect = z.optional(z.boolean());

const faultSchemas = [
  z.strictObject({
    name: z.enum([
      'silence',
      'reset-before-reading',
      'reset-before-effect',
      'reset-after-effect',
      'stall-after-headers',
      'one-byte-per-second',
      'body-cut-short',
      'server-error-after-effect',
      'rate-limited',
      'signature-refused',
      'room-lost',
    ]),
  }),
  z.strictObject({ name: z.literal('reply-delayed'), delayMs: ms }),
  z.strictObject({ name: z.literal('connection-closed'), at: z.enum(['reply', 'next-request']) }),
  z.strictObject({ name: z.literal('server-error'), status: z.literal([500, 502, 503, 504]) }),
  z.strictObject({ name: z.literal('redirected'), to: z.string() }),
  z.strictObject({ name: z.literal('html-reply'), effect }),
  z.strictObject({ name: z.literal('broken-json'), shape: z.enum(['invalid', 'truncated']), effect }),
  z.strictObject({ name: z.literal('failing-code'), code: z.literal([1000, 1050]), effect }),
  z.strictObject({ name: z.literal('odd-token'), flaw: z.enum(['missing', 'other-user']) }),
  z.strictObject({ name: z.literal('huge-body'), effect }),
  z.strictObject({ name: z.literal('late-effect'), lateMs: ms }),
  z.strictObject({ name: z.literal('secret-switched'), secret: z.string() }),
  z.strictObject({ name: z.literal('clock-skewed'), skewMs: z.int() }),
] as const;

/** A fault that can be armed for a call. */
export const faultSchema = z.discriminatedUnion('name', faultSchemas);
export type Fault = z.infer<typeof faultSchema>;
export type FaultName = Fault['name'];
export type FaultNamed<Name extends FaultName> = Extract<Fault, { name: Name }>;

/** For the next `calls` calls. */
export const faultWhenSchema = z.strictObject({ calls: z.int().check(z.positive()) });
export type FaultWhen = z.infer<typeof faultWhenSchema>;

export const faultWhereSchema = z.strictObject({
  /** A call's path, such as `/chatroom/create_new.json`. @default every call */
  path: z.optional(z.string()),
  /** One of the origins, from 0. @default all of them */
  host: z.optional(z.int().check(z.nonnegative())),
});
export type FaultWhere = z.infer<typeof faultWhereSchema>;

/** How a mode is produced: armed for calls, or by an address, a certificate or a callback. */
export interface FaultMode {
  readonly mode: number;
  readonly name:
    | FaultName
    | 'connection-refused'
    | 'unknown-host'
    | 'bad-certificate'
    | 'old-tls'
    | 'odd-callback';
  readonly by: 'arm' | 'refusedOrigin' | 'unknownHostOrigin' | 'hosts.tls' | 'callbacks';
}

/** Every way in which the exchange between a client and RongCloud can fail; a mode may have several names. */
export const faultModes: readonly FaultMode[] = [
  { mode: 1, name: 'connection-refused', by: 'refusedOrigin' },
  { mode: 2, name: 'silence', by: 'arm' },
  { mode: 3, name: 'unknown-host', by: 'unknownHostOrigin' },
  { mode: 4, name: 'reset-before-reading', by: 'arm' },
  { mode: 5, name: 'reset-before-effect', by: 'arm' },
  { mode: 6, name: 'reset-after-effect', by: 'arm' },
  { mode: 7, name: 'reply-delayed', by: 'arm' },
  { mode: 8, name: 'stall-after-headers', by: 'arm' },
  { mode: 9, name: 'one-byte-per-second', by: 'arm' },
  { mode: 10, name: 'body-cut-short', by: 'arm' },
  { mode: 11, name: 'connection-closed', by: 'arm' },
  { mode: 12, name: 'bad-certificate', by: 'hosts.tls' },
  { mode: 13, name: 'old-tls', by: 'hosts.tls' },
  { mode: 14, name: 'server-error', by: 'arm' },
  { mode: 15, name: 'server-error-after-effect', by: 'arm' },
  { mode: 16, name: 'rate-limited', by: 'arm' },
  { mode: 17, name: 'signature-refused', by: 'arm' },
  { mode: 18, name: 'redirected', by: 'arm' },
  { mode: 19, name: 'html-reply', by: 'arm' },
  { mode: 20, name: 'broken-json', by: 'arm' },
  { mode: 21, name: 'failing-code', by: 'arm' },
  { mode: 22, name: 'odd-token', by: 'arm' },
  { mode: 23, name: 'huge-body', by: 'arm' },
  { mode: 24, name: 'late-effect', by: 'arm' },
  { mode: 25, name: 'room-lost', by: 'arm' },
  { mode: 26, name: 'secret-switched', by: 'arm' },
  { mode: 26, name: 'clock-skewed', by: 'arm' },
  { mode: 26, name: 'odd-callback', by: 'callbacks' },
];
