import type { CloudSettings } from './settings.ts';

/**
 * The environments that Lambda keeps for the function of an endpoint or a callback, which are also its maximum. Without the setting they
 * are those of its row, in prod alone: an account needs 100 more than all its reserves, and a new one has as few as 10.
 */
export function reservedConcurrencyOf(
  { reservedConcurrency: ofRow }: { readonly reservedConcurrency?: number },
  { stage, reservedConcurrency }: Pick<CloudSettings, 'stage' | 'reservedConcurrency'>,
): number | undefined {
  if (reservedConcurrency === '') return stage === 'prod' ? ofRow : undefined;
  return reservedConcurrency === 0 ? undefined : reservedConcurrency;
}
