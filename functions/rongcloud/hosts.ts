import type { Hosts } from '../contract/data-centres.ts';
import type { Clock } from '../platform/deps.ts';

/** How long the backup is used after the primary failed: RongCloud's own clients switch at most this often. */
const backupMs = 30_000;

export function hostChoice(origins: Hosts, clock: Clock) {
  let chosen = origins[0];
  let chosenUntil = 0;
  const current = () => {
    if (clock.now() >= chosenUntil) chosen = origins[0];
    return chosen;
  };
  /** Where a second attempt goes: the next host, or the same if there is only one. */
  const other = (origin: string) => origins[(origins.indexOf(origin) + 1) % origins.length] ?? origins[0];
  return {
    current,
    other,
    /** Records that a host failed: the next one is current for 30 s, then the primary is tried again. */
    failed: (origin: string) => {
      if (origin !== current() || clock.now() < chosenUntil) return;
      chosen = other(origin);
      chosenUntil = clock.now() + backupMs;
    },
  };
}

export type HostChoice = ReturnType<typeof hostChoice>;
