import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import type { CloudSettings } from './settings.ts';

/**
 * The environments that Lambda keeps for an endpoint's function, which are also its maximum. Without the setting they
 * are those of its row, in prod alone: an account needs 100 more than all its reserves, and a new one has as few as 10.
 */
export function reservedConcurrencyOf(
  { reservedConcurrency: ofRow }: EndpointRow,
  { stage, reservedConcurrency }: Pick<CloudSettings, 'stage' | 'reservedConcurrency'>,
): number | undefined {
  if (reservedConcurrency === '') return stage === 'prod' ? ofRow : undefined;
  return reservedConcurrency === 0 ? undefined : reservedConcurrency;
}
