import { argon2Sync } from 'node:crypto';
import type { Argon2Cost } from '../../platform/deps.ts';

export const argon2Variants = ['argon2id', 'argon2i'] as const;
type Argon2Variant = (typeof argon2Variants)[number];

/** With the names of Node's own parameters. */
interface Argon2Input extends Argon2Cost {
  readonly variant: Argon2Variant;
  readonly message: Buffer;
  readonly nonce: Buffer;
  readonly tagLength: number;
}

/** Synchronous: a Lambda environment serves one call at a time, and the thread pool costs a third more. */
type Argon2 = (input: Argon2Input) => Buffer;

/** Node's own, by OpenSSL: three times the CPU of the native addon. */
export const builtIn: Argon2 = ({ variant, memoryKib: memory, ...others }) =>
  argon2Sync(variant, { ...others, memory });

/** The numbers of `Algorithm` in @node-rs/argon2, which exist in its types only. */
const algorithms = { argon2i: 1, argon2id: 2 } as const satisfies Record<Argon2Variant, number>;

/** @throws if the addon for this machine is missing or does not load. */
export async function loadNative(): Promise<Argon2> {
  const { hashRawSync } = await import('@node-rs/argon2');
  return ({ variant, message, nonce, memoryKib, passes, parallelism, tagLength }) =>
    hashRawSync(message, {
      algorithm: algorithms[variant],
      salt: nonce,
      memoryCost: memoryKib,
      timeCost: passes,
      parallelism,
      outputLen: tagLength,
    });
}

let chosen: Promise<Argon2> | undefined;

/** Argon2 by the native addon if it loads, else by Node; both compute the same bytes. */
export async function argon2(input: Argon2Input): Promise<Buffer> {
  chosen ??= loadNative().catch(() => builtIn);
  return (await chosen)(input);
}
