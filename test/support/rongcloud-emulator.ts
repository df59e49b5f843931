import { onTestFinished } from 'vitest';
import type { Clock } from '../../lib/emulator/clock.ts';
import {
  type RongCloudEmulator,
  type RongCloudEmulatorOptions,
  startRongCloudEmulator,
} from '../../lib/emulator/emulator.ts';
import { manualClock } from './manual-clock.ts';
import { callRongCloud, type RongCloudCall, testAppKey, testAppSecret } from './rongcloud-call.ts';

export type EmulatorOptions = Partial<RongCloudEmulatorOptions> & { readonly clock?: Clock };

/** An emulator on a manual clock, and a function to call it. It ends with the test. */
export async function setupEmulator(options: EmulatorOptions = {}) {
  const emulator: RongCloudEmulator = await startRongCloudEmulator({
    appKey: testAppKey,
    appSecret: testAppSecret,
    clock: manualClock(),
    ...options,
  });
  onTestFinished(() => emulator.stop());
  const request = (path: string, call: RongCloudCall) => callRongCloud(`${emulator.origin}${path}`, call);
  return {
    emulator,
    request,
    /** The reply's body for a form with a valid signature. */
    call: async (path: string, form: RongCloudCall['form'] = {}) => (await request(path, { form })).body,
    advanceMinutes: (minutes: number) => emulator.clock.advance(minutes * 60_000),
  };
}
