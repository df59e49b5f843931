import * as z from 'zod/mini';
import { maxTimerMs } from '../clock.ts';

const ms = z.int().check(z.nonnegative(), z.maximum(maxTimerMs));
/** True if the call is carried out although its caller receives something else. */
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
