import type { Hosts } from '../contract/data-centres.ts';
import type { Clock } from '../platform/deps.ts';

/** How long the choice of a host stands: RongCloud's own clients switch at most this often. */
const stickyMs = 30_000;

export interface HostChoice {
  current(): string;
  /** Where a second attempt goes: the host after this one, or the same where there is only one. */
  other(origin: string): string;
  /** Tells that the host failed: the next one is current for 30 s, then the primary is tried again. */
  failed(origin: string): void;
}

/** Which of RongCloud's hosts is called. */
export function hostChoice(origins: Hosts, clock: Clock): HostChoice {
  let chosen = origins[0];
  let chosenUntil = 0;
  const current = () => {
    if (clock.now() >= chosenUntil) chosen = origins[0];
    return chosen;
  };
  const other = (origin: string) => origins[(origins.indexOf(origin) + 1) % origins.length] ?? origins[0];
  return {
    current,
    other,
    failed: (origin) => {
      if (origin !== current() || clock.now() < chosenUntil) return;
      chosen = other(origin);
      chosenUntil = clock.now() + stickyMs;
    },
  };
}
