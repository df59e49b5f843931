import type { Fault } from '../emulator/faults/fault.ts';

/** The faults of the emulator that the page offers. */
export const shownFaults = [
  { name: 'rate-limited' },
  // Slow enough to be seen, and soon enough for the call to succeed.
  { name: 'reply-delayed', delayMs: 1_500 },
  { name: 'silence' },
  { name: 'reset-before-effect' },
  { name: 'reset-after-effect' },
  { name: 'server-error', status: 503 },
  { name: 'html-reply' },
  { name: 'signature-refused' },
  { name: 'room-lost' },
] as const satisfies readonly Fault[];
export type ShownFault = (typeof shownFaults)[number]['name'];
