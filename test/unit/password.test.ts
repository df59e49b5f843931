import { describe, expect, it } from 'vitest';
import { argon2Implementations } from '../../functions/shared/credentials/argon2.ts';
import { hashPassword, verifyPassword } from '../../functions/shared/credentials/password.ts';
import { processRuntime } from '../../functions/shared/runtime.ts';

/** Made by the reference implementation's command-line tool: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1. */
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('a password', () => {
  it('is stored as an Argon2id PHC string of 19 MiB, two passes and one lane', async () => {
    expect(await hashPassword(processRuntime, '123456')).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('is salted: the same one is stored differently each time', async () => {
    const [first, second] = [
      await hashPassword(processRuntime, 'x'),
      await hashPassword(processRuntime, 'x'),
    ];
    expect(first).not.toBe(second);
  });

  it('is right byte for byte and in no other way', async () => {
    const stored = await hashPassword(processRuntime, 'Pass word\0é');
    expect(await verifyPassword('Pass word\0é', stored)).toBe(true);
    for (const wrong of ['pass word\0é', 'Pass word', 'Pass word\0e\u0301', ' Pass word\0é', '']) {
      expect(await verifyPassword(wrong, stored)).toBe(false);
    }
  });

  it('hashed by the reference implementation is known', async () => {
    expect(await verifyPassword('password', reference)).toBe(true);
    expect(await verifyPassword('Password', reference)).toBe(false);
  });

  it.each([undefined, '', 'garbage', '!', '$argon2id$v=19$m=19456,t=2,p=1$$'])(
    'matches nothing where the stored hash is %j',
    async (stored) => {
      expect(await verifyPassword('', stored)).toBe(false);
      expect(await verifyPassword('123456', stored)).toBe(false);
    },
  );

  it('has the same tag from the built-in Argon2 and from the one in WebAssembly', async () => {
    const input = {
      password: Buffer.from('123456'),
      salt: Buffer.from('sixteen bytes ok'),
      memoryKib: 256,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    };
    const [native, webAssembly] = [
      await argon2Implementations.native(input),
      await argon2Implementations['web-assembly'](input),
    ];
    expect(webAssembly.toString('hex')).toBe(native.toString('hex'));
  });
});
