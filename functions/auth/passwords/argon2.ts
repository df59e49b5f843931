import * as crypto from 'node:crypto';

/** Argon2's cost: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

export const argon2Variants = ['argon2id', 'argon2i'] as const;
export type Argon2Variant = (typeof argon2Variants)[number];

export interface Argon2Input extends Argon2Cost {
  readonly variant: Argon2Variant;
  readonly password: Buffer;
  readonly salt: Buffer;
  readonly tagBytes: number;
}

type Argon2 = (input: Argon2Input) => Promise<Buffer>;

/** A Lambda function serves one call at a time, so blocking keeps nobody waiting; the thread pool costs a third more. */
const native: Argon2 = async ({ variant, password, salt, memoryKib, passes, parallelism, tagBytes }) =>
  crypto.argon2Sync(variant, {
    message: password,
    nonce: salt,
    memory: memoryKib,
    passes,
    parallelism,
    tagLength: tagBytes,
  });

const webAssembly: Argon2 = async ({ variant, password, salt, memoryKib, passes, parallelism, tagBytes }) => {
  const { default: argon2 } = await import('hash-wasm/dist/argon2.umd.min.js');
  const tag = await argon2[variant]({
    password,
    salt,
    memorySize: memoryKib,
    iterations: passes,
    parallelism,
    hashLength: tagBytes,
    outputType: 'binary',
  });
  return Buffer.from(tag);
};

/** Whether `argon2Sync` works: with an OpenSSL before 3.2 it is a stub that throws, so it is tried once. */
function hasNative(): boolean {
  try {
    const probe = {
      message: 'probe',
      nonce: Buffer.alloc(8),
      memory: 8,
      passes: 1,
      parallelism: 1,
      tagLength: 4,
    };
    return crypto.argon2Sync('argon2id', probe).length === 4;
  } catch {
    return false;
  }
}

export const argon2Implementations = { native, 'web-assembly': webAssembly } as const;

/** Argon2 by the quicker implementation that this process has. Both give the same bytes. */
export const argon2: Argon2 = argon2Implementations[hasNative() ? 'native' : 'web-assembly'];
