/** Only bcrypt: the package's main file has every algorithm and is ten times as large. */
declare module 'hash-wasm/dist/bcrypt.umd.min.js' {
  import type { bcryptVerify } from 'hash-wasm';

  const bcrypt: { bcryptVerify: typeof bcryptVerify };
  export default bcrypt;
}
