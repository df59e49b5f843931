/** bcrypt alone: the package's main file has every algorithm, ten times the bytes. */
declare module 'hash-wasm/dist/bcrypt.umd.min.js' {
  import type { bcryptVerify } from 'hash-wasm';

  const bcrypt: { bcryptVerify: typeof bcryptVerify };
  export default bcrypt;
}
