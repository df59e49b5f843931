import * as z from 'zod/mini';
import { type FaultName, faultSchema } from '../../lib/emulator/faults/fault.ts';

/** Faults of RongCloud that are an address, a certificate or a callback, so that they are not armed. */
const unarmed = ['connection-refused', 'unknown-host', 'bad-certificate', 'old-tls', 'odd-callback'] as const;

export type AnyFaultName = FaultName | (typeof unarmed)[number];

const armed = faultSchema.def.options.flatMap(({ shape: { name } }) => [
  ...(z.toJSONSchema(name).enum ?? [z.toJSONSchema(name).const]),
]);

/** Every way in which the emulator can fail, in alphabetical order. */
export const faultNames = [...armed, ...unarmed].map(String).sort();
