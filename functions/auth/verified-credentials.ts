import { createHmac, createSecretKey } from 'node:crypto';
import type { Deps } from '../platform/deps.ts';

const keepMs = 60_000;
/** Beyond it the oldest is forgotten, and its owner's next call costs one hash more. */
const maxEntries = 1_000;
const keyBytes = 32;

/** A login that turned out right. */
export interface VerifiedCredentials {
  readonly username: string;
  readonly password: string;
  /** What the password was checked against: once it is another, what was verified before counts no more. */
  readonly passwordHash: string;
  /** Guessing from elsewhere must not profit from the owner's login. */
  readonly network: string;
}

export interface VerifiedCredentialMemory {
  has(credentials: VerifiedCredentials): boolean;
  add(credentials: VerifiedCredentials): void;
}

/**
 * Remembers for a minute which credentials were right, because an app sends them with every call. It spares the
 * slow hash alone: the user is read each time. It holds only HMACs under a key of this process.
 */
export function verifiedCredentialMemory({ clock, randomBytes }: Deps): VerifiedCredentialMemory {
  // As a key object: Node 24 takes 20 µs, a hundredth of a call, to find that bytes are none.
  const key = createSecretKey(randomBytes(keyBytes));
  const expiries = new Map<string, number>();
  // JSON keeps the parts apart, whatever characters are in them.
  const nameOf = ({ username, password, passwordHash, network }: VerifiedCredentials) =>
    createHmac('sha256', key)
      .update(JSON.stringify([username, password, passwordHash, network]))
      .digest('base64');
  return {
    has: (credentials) => (expiries.get(nameOf(credentials)) ?? 0) > clock.now(),
    add: (credentials) => {
      const name = nameOf(credentials);
      expiries.delete(name);
      const [oldest] = expiries.keys();
      if (expiries.size >= maxEntries && oldest !== undefined) expiries.delete(oldest);
      expiries.set(name, clock.now() + keepMs);
    },
  };
}
