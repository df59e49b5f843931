import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../functions/platform/deps.ts';

it('runs a timer whose time has passed at once, without a warning of Node', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  await new Promise<void>((resolve) => systemClock.after(-5, resolve));
  expect(warn).not.toHaveBeenCalled();
});
