import type { Hosts } from '../contract/data-centres.ts';
import type { Clock } from '../platform/deps.ts';

/** How long the backup is used after the primary failed: RongCloud's own clients switch at most this often. */
const backupMs = 30_000;

export function hostChoice(origins: Hosts, clock: Clock) {
  const [primary] = origins;
  let backupUntil = 0;
  const isBackupUsed = () => clock.now() < backupUntil;
  /** Where a second attempt goes: the next host, or the same if there is only one. */
  const other = (origin: string) => origins[(origins.indexOf(origin) + 1) % origins.length] ?? primary;
  return {
    current: () => (isBackupUsed() ? other(primary) : primary),
    other,
    /** Records that a host failed: after the primary, the next one is current for 30 s. */
    failed: (origin: string) => {
      if (origin === primary && !isBackupUsed()) backupUntil = clock.now() + backupMs;
    },
  };
}

export type HostChoice = ReturnType<typeof hostChoice>;
