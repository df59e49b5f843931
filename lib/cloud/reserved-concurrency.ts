import type { CloudSettings } from './settings.ts';

/**
 * Reserved concurrency of an endpoint's or a callback's function, which is also its maximum. Without the setting it is that
 * of the row, only in prod: an account's quota must be 100 above all reserves, and a new account has as few as 10.
 */
export function reservedConcurrencyOf(
  { reservedConcurrency: ofRow }: { readonly reservedConcurrency?: number },
  { stage, reservedConcurrency }: Pick<CloudSettings, 'stage' | 'reservedConcurrency'>,
): number | undefined {
  if (reservedConcurrency === '') return stage === 'prod' ? ofRow : undefined;
  return reservedConcurrency === 0 ? undefined : reservedConcurrency;
}
