import type { RongCloudEmulator } from '../emulator/emulator.ts';
import type { Fault } from '../emulator/faults/fault.ts';
import type { ShownFault } from './inspector-view.ts';

/** Slow enough to be seen, and soon enough for the call to succeed. */
const delayMs = 1_500;

const faults: Readonly<Record<ShownFault, Fault>> = {
  'rate-limited': { name: 'rate-limited' },
  'reply-delayed': { name: 'reply-delayed', delayMs },
  silence: { name: 'silence' },
  'reset-before-effect': { name: 'reset-before-effect' },
  'reset-after-effect': { name: 'reset-after-effect' },
  'server-error': { name: 'server-error', status: 503 },
  'html-reply': { name: 'html-reply' },
  'signature-refused': { name: 'signature-refused' },
  'room-lost': { name: 'room-lost' },
};

export interface FaultInput {
  /** `none` ends the armed fault. */
  readonly name: ShownFault | 'none';
  readonly calls: number;
}

/** Arms one fault in place of those armed before. */
export function armFault(emulator: RongCloudEmulator, { name, calls }: FaultInput): void {
  emulator.disarm();
  if (name !== 'none') emulator.arm(faults[name], { calls });
}
