/** One algorithm to a file: the package's main file carries all of them, ten times the bytes. */
declare module 'hash-wasm/dist/argon2.umd.min.js' {
  import type { argon2i, argon2id } from 'hash-wasm';

  const argon2: { argon2i: typeof argon2i; argon2id: typeof argon2id };
  export default argon2;
}

declare module 'hash-wasm/dist/bcrypt.umd.min.js' {
  import type { bcryptVerify } from 'hash-wasm';

  const bcrypt: { bcryptVerify: typeof bcryptVerify };
  export default bcrypt;
}
