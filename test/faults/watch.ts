import type { LogEntry } from '../../functions/platform/deps.ts';
import { password, wrongPassword } from './accounts.ts';
import { Violation } from './model.ts';
import { appCredentials } from './simulation/aws-sdk.ts';

/** Forbidden in the log: passwords, the App Secret, and the ending of every token. */
const secrets = [password, wrongPassword, appCredentials.appSecret, 'rongnav.com'];

/** Collects violations: if one were thrown at once, the product would treat it as a failure of its own. */
export interface Watch {
  observe(look: () => void): void;
  blame(violation: unknown): void;
  /** @throws the first violation, where there was one. */
  check(): void;
  /** From now on a failure may be excused. */
  disturb(): void;
  isDisturbed(): boolean;
  /** From now on nothing is excused again. */
  excuseNothing(): void;
}

export function createWatch(): Watch {
  let violation: unknown;
  let isDisturbed = false;
  const blame = (found: unknown) => {
    violation ??= found;
  };
  return {
    observe: (look) => {
      try {
        look();
      } catch (error) {
        blame(error);
      }
    },
    blame,
    check: () => {
      if (violation !== undefined) throw violation;
    },
    disturb: () => {
      isDisturbed = true;
    },
    isDisturbed: () => isDisturbed,
    excuseNothing: () => {
      isDisturbed = false;
    },
  };
}

/** @throws Violation where the log has a secret. */
export function inspectLog(entry: LogEntry): void {
  const line = JSON.stringify(entry);
  for (const secret of secrets)
    if (line.includes(secret)) throw new Violation(`I9: the log tells a secret: ${line}`);
}
